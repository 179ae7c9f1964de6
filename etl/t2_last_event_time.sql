-- one row: when the latest exported interaction happened, ms since the epoch; null when there is none
select max(TIMESTAMP) * 1000 as last_event_time
from t2_interactions
