-- one row per delivery (request and position) of an event that arrived more than once; more than one line: it was redelivered
with
lines_of as (
  select event_id, request_id, request_index, timestamp_millis(received_at) as received_at, source, 1 as lines
  from raw_clicks
  union all
  select event_id, request_id, request_index, received_at, source, lines
  from copies_before
  union all
  select event_id, request_id, request_index, received_at, source, 1 as lines
  from t1_before
  anti join copies_before on copies_before.event_id = t1_before.event_id
),
deliveries as (
  select
    event_id,
    request_id,
    request_index,
    min(received_at) as received_at,
    max(source) as source,
    cast(sum(lines) as bigint) as lines
  from lines_of
  semi join came_again on came_again.event_id = lines_of.event_id
  group by event_id, request_id, request_index
)
select deliveries.*, came_first.event_date
from deliveries
join came_first on came_first.event_id = deliveries.event_id
