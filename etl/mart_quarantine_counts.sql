-- one row: lines kept apart, by collect because the event was wrong and by this job because the line was
with
refused as (
  select count(*) as lines from quarantined
),
unreadable as (
  select cast(coalesce(sum(lines - kept), 0) as bigint) as lines from job_inputs
)
select
  refused.lines + unreadable.lines as lines,
  refused.lines as refused,
  unreadable.lines as unreadable
from refused
cross join unreadable
