-- one row per placement, variant, source and model: items clicked in a recommended list in the last 14 days of the data, and how many of them the same person ordered within a day
with
last_moment as (
  select max(event_time) as moment from t1_events
),
clicked as (
  select
    coalesce(t1_events.recommendation_strategy, 'unknown') as placement,
    coalesce(t1_events.recommendation_variant, 'none') as variant,
    coalesce(t1_events.recommendation_source, 'unknown') as source,
    coalesce(t1_events.recommendation_model, 'none') as model,
    t1_events.user_key,
    t1_events.item_id,
    min(t1_events.event_time) as clicked_at
  from t1_events
  cross join last_moment
  where not t1_events.is_bot
    and t1_events.recommendation_id is not null
    and t1_events.event_name in ('recommendation_click', 'select_item')
    and t1_events.event_time > last_moment.moment - interval 14 days
  group by
    coalesce(t1_events.recommendation_strategy, 'unknown'),
    coalesce(t1_events.recommendation_variant, 'none'),
    coalesce(t1_events.recommendation_source, 'unknown'),
    coalesce(t1_events.recommendation_model, 'none'),
    t1_events.user_key,
    t1_events.item_id
),
bought as (
  select orders.user_id as user_key, order_items.product_id as item_id, timestamp_millis(orders.ordered_at) as ordered_at
  from orders
  join order_items on order_items.order_id = orders.order_id
  where coalesce(lower(orders.status), 'unknown') not in ('cancelled', 'canceled', 'refunded', 'returned', 'failed')
),
ordered as (
  select distinct clicked.placement, clicked.variant, clicked.source, clicked.model, clicked.user_key, clicked.item_id
  from clicked
  join bought on bought.user_key = clicked.user_key and bought.item_id = clicked.item_id
  where bought.ordered_at >= clicked.clicked_at and bought.ordered_at < clicked.clicked_at + interval 1 day
)
select
  clicked.placement,
  clicked.variant,
  clicked.source,
  clicked.model,
  count(*) as clicked_items,
  count(ordered.item_id) as ordered_items
from clicked
left join ordered
  on ordered.placement = clicked.placement
  and ordered.variant = clicked.variant
  and ordered.source = clicked.source
  and ordered.model = clicked.model
  and ordered.user_key = clicked.user_key
  and ordered.item_id = clicked.item_id
group by clicked.placement, clicked.variant, clicked.source, clicked.model
order by clicked.placement, clicked.variant, clicked.source, clicked.model
