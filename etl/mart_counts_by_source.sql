-- one row per source that accepted events came from
select
  source,
  cast(sum(lines) as bigint) as lines,
  cast(sum(accepted) as bigint) as accepted,
  cast(sum(events) as bigint) as events,
  cast(sum(bots) as bigint) as bots,
  cast(sum(late) as bigint) as late
from counts_by_partition
group by source
order by source
