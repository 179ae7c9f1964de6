-- one row per day (UTC): visits of that day, and how many of them looked at a product and filled a cart
with
visits as (
  select
    event_date,
    session_id,
    count_if(event_name = 'view_item') as views,
    count_if(event_name = 'add_to_cart') as carts
  from t1_changed
  where not is_bot and session_id is not null
  group by event_date, session_id
)
select
  event_date,
  count(*) as sessions,
  count_if(views > 0) as sessions_with_view,
  count_if(carts > 0) as sessions_with_cart
from visits
group by event_date
