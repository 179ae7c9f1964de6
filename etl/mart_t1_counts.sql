-- one row: unique + duplicates are the accepted events; redelivered lines are copies that Firehose or a retry made of one of them
select
  cast(coalesce(sum(events), 0) as bigint) as unique,
  cast(coalesce(sum(accepted) - sum(events), 0) as bigint) as duplicates,
  cast(coalesce(sum(lines) - sum(accepted), 0) as bigint) as redelivered,
  count(distinct event_date) as partitions,
  cast(coalesce(sum(bots), 0) as bigint) as bots,
  cast(coalesce(sum(late), 0) as bigint) as late
from counts_by_partition
