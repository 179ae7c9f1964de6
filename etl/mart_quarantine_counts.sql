-- one row: lines kept apart, by collect because the event was wrong and by this job because the line was
with
counted as (
  select
    cast(coalesce(sum(case when input = 'quarantined' then lines else 0 end), 0) as bigint) as refused,
    cast(coalesce(sum(case when input = 'raw_clicks' then lines - kept else 0 end), 0) as bigint) as unreadable
  from job_inputs
)
select refused + unreadable as lines, refused, unreadable
from counted
