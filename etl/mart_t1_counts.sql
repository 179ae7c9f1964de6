-- one row: unique + duplicates are the accepted events; redelivered lines are copies that Firehose or a retry made of one of them
with
kept as (
  select
    count(*) as events,
    count(distinct event_date) as partitions,
    count_if(is_bot) as bots,
    count_if(late) as late
  from t1_events
),
dropped as (
  select
    cast(coalesce(sum(duplicates), 0) as bigint) as duplicates,
    cast(coalesce(sum(redelivered), 0) as bigint) as redelivered
  from t1_copies
)
select
  kept.events as unique,
  dropped.duplicates,
  dropped.redelivered,
  kept.partitions,
  kept.bots,
  kept.late
from kept
cross join dropped
