-- one row per event that arrived more than once: in other requests (duplicates), or as the same line again (redelivered)
select
  event_id,
  count(*) - 1 as duplicates,
  cast(sum(lines) - count(*) as bigint) as redelivered
from deliveries
group by event_id
having sum(lines) > 1
