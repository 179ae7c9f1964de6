-- one row per item and day (UTC) on which somebody did something with it; orders are counted in mart_shop_totals
with
acts as (
  select t1_changed.event_date, t1_changed.user_key, t1_changed.item_id, t1_changed.items, event_types.event_type
  from t1_changed
  join event_types on event_types.event_name = t1_changed.event_name
  where not t1_changed.is_bot
    and coalesce(t1_changed.consent_personalization, 'unknown') <> 'denied'
),
each_item as (
  select event_date, user_key, event_type, explode(items) as item
  from acts
),
about_items as (
  select event_date, user_key, event_type, item_id
  from acts
  where coalesce(array_size(items), 0) = 0
  union all
  select event_date, user_key, event_type, item.item_id as item_id
  from each_item
)
select
  item_id,
  event_date,
  count(distinct user_key) as people,
  count_if(event_type = 'View') as views,
  count_if(event_type = 'Click') as clicks,
  count_if(event_type = 'AddToCart') as carts,
  count_if(event_type = 'AddToWishlist') as wishes,
  count_if(event_type = 'Purchase') as purchases
from about_items
where item_id is not null
group by item_id, event_date
