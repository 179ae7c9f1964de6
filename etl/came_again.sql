-- one row per event that more than one line tells of, now or before
with
told as (
  select event_id from raw_clicks
  union all
  select event_id from t1_before
)
select event_id
from told
group by event_id
having count(*) > 1
union
select event_id from copies_before
