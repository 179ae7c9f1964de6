-- one row per accepted event of a request: lines beyond the first of the same request and position were redelivered
select
  request_id,
  request_index,
  event_id,
  min(received_at) as received_at,
  count(*) as lines
from raw_clicks
group by request_id, request_index, event_id
