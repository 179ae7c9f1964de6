-- one row: when the latest interaction that could be exported happened, ms since the epoch; null when there is none
select max(TIMESTAMP) * 1000 as last_event_time
from exportable
where not streamed
