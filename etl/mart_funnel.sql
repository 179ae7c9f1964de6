-- one row per day (UTC): sessions, how many of them looked at a product and filled a cart, and the orders of that day
with
sessions as (
  select
    min(event_date) as event_date,
    session_id,
    count_if(event_name = 'view_item') as views,
    count_if(event_name = 'add_to_cart') as carts
  from t1_events
  where not is_bot and session_id is not null
  group by session_id
),
visited as (
  select
    event_date,
    count(*) as sessions,
    count_if(views > 0) as sessions_with_view,
    count_if(carts > 0) as sessions_with_cart
  from sessions
  group by event_date
),
ordered as (
  select cast(cast(timestamp_millis(ordered_at) as date) as string) as event_date, count(*) as orders
  from orders
  group by cast(cast(timestamp_millis(ordered_at) as date) as string)
)
select
  visited.event_date,
  visited.sessions,
  visited.sessions_with_view,
  visited.sessions_with_cart,
  coalesce(ordered.orders, 0) as orders
from visited
left join ordered on ordered.event_date = visited.event_date
order by visited.event_date
