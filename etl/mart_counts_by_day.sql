-- one row per day of arrival (UTC)
with
arrived as (
  select
    day,
    cast(sum(lines) as bigint) as lines,
    cast(sum(accepted) as bigint) as accepted,
    cast(sum(events) as bigint) as events,
    cast(sum(bots) as bigint) as bots,
    cast(sum(late) as bigint) as late
  from counts_by_partition
  group by day
),
rejected as (
  select regexp_extract(key, '/date=([0-9-]+)/', 1) as day, cast(sum(lines) as bigint) as rejected
  from job_inputs
  where input = 'quarantined'
  group by regexp_extract(key, '/date=([0-9-]+)/', 1)
),
days as (
  select day from arrived
  union
  select day from rejected
)
select
  days.day,
  coalesce(arrived.lines, 0) as lines,
  coalesce(arrived.accepted, 0) as accepted,
  coalesce(rejected.rejected, 0) as rejected,
  coalesce(arrived.events, 0) as events,
  coalesce(arrived.bots, 0) as bots,
  coalesce(arrived.late, 0) as late
from days
left join arrived on arrived.day = days.day
left join rejected on rejected.day = days.day
order by days.day
