-- one row: what lies under raw/ as clicks
select
  count(*) as objects,
  cast(coalesce(sum(lines), 0) as bigint) as lines
from job_inputs
where input = 'raw_clicks'
