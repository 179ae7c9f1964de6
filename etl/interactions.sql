-- one row per person, item, kind of interaction and second: clicks from events, purchases from the shop's orders as well
with
told as (
  select
    t1_events.user_key,
    t1_events.item_id,
    t1_events.items,
    t1_events.value,
    t1_events.event_time,
    t1_events.streamed,
    event_types.event_type
  from t1_events
  join event_types on event_types.event_name = t1_events.event_name
  where not t1_events.is_bot
    and coalesce(t1_events.consent_personalization, 'unknown') <> 'denied'
    -- an order the product database knows is counted there, with its prices and its cancellation
    and not exists (
      select 1
      from orders
      where event_types.event_type = 'Purchase' and orders.order_id = t1_events.transaction_id
    )
),
about_one_item as (
  select user_key, item_id, event_type, event_time, value, streamed
  from told
  where coalesce(array_size(items), 0) = 0
),
each_of_several as (
  select user_key, explode(items) as item, event_type, event_time, streamed
  from told
),
about_several_items as (
  select
    user_key,
    item.item_id as item_id,
    event_type,
    event_time,
    item.price * coalesce(item.quantity, 1) as value,
    streamed
  from each_of_several
),
streamed_orders as (
  select distinct transaction_id
  from t1_events
  where streamed and transaction_id is not null
),
bought as (
  select
    orders.user_id as user_key,
    order_items.product_id as item_id,
    'Purchase' as event_type,
    timestamp_millis(orders.ordered_at) as event_time,
    order_items.price * coalesce(order_items.quantity, 1) as value,
    streamed_orders.transaction_id is not null as streamed
  from orders
  join order_items on order_items.order_id = orders.order_id
  left join streamed_orders on streamed_orders.transaction_id = orders.order_id
  where coalesce(lower(orders.status), 'unknown') not in ('cancelled', 'canceled', 'refunded', 'returned', 'failed')
),
all_of_them as (
  select * from about_one_item
  union all
  select * from about_several_items
  union all
  select * from bought
),
of_the_willing as (
  select *
  from all_of_them
  where not exists (select 1 from refusals where refusals.user_key = all_of_them.user_key)
)
select
  user_key,
  item_id,
  event_type,
  date_trunc('second', event_time) as event_time,
  max(value) as value,
  bool_or(streamed) as streamed
from of_the_willing
where user_key is not null and item_id is not null
group by user_key, item_id, event_type, date_trunc('second', event_time)
