-- one row per day of arrival (UTC)
with
accepted as (
  select
    cast(cast(timestamp_millis(received_at) as date) as string) as day,
    count(*) as accepted,
    cast(sum(lines) as bigint) as lines
  from deliveries
  group by cast(cast(timestamp_millis(received_at) as date) as string)
),
rejected as (
  select cast(cast(timestamp_millis(received_at) as date) as string) as day, count(*) as rejected
  from quarantined
  group by cast(cast(timestamp_millis(received_at) as date) as string)
),
kept as (
  select
    cast(cast(received_at as date) as string) as day,
    count(*) as events,
    count_if(is_bot) as bots,
    count_if(late) as late
  from t1_events
  group by cast(cast(received_at as date) as string)
),
days as (
  select day from accepted
  union
  select day from rejected
)
select
  days.day,
  coalesce(accepted.lines, 0) as lines,
  coalesce(accepted.accepted, 0) as accepted,
  coalesce(rejected.rejected, 0) as rejected,
  coalesce(kept.events, 0) as events,
  coalesce(kept.bots, 0) as bots,
  coalesce(kept.late, 0) as late
from days
left join accepted on accepted.day = days.day
left join rejected on rejected.day = days.day
left join kept on kept.day = days.day
order by days.day
