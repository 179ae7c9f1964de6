-- one row per day (UTC), placement, variant of an experiment, source and model of the list: seen, clicked, and carted on the same day
with
shown as (
  select
    event_date,
    user_key,
    item_id,
    event_name,
    event_time,
    coalesce(recommendation_strategy, 'unknown') as placement,
    coalesce(recommendation_variant, 'none') as variant,
    coalesce(recommendation_source, 'unknown') as source,
    coalesce(recommendation_model, 'none') as model,
    recommendation_id
  from t1_changed
  where not is_bot and recommendation_id is not null
),
clicks as (
  select event_date, placement, variant, source, model, user_key, item_id, min(event_time) as clicked_at
  from shown
  where event_name in ('recommendation_click', 'select_item')
  group by event_date, placement, variant, source, model, user_key, item_id
),
carts as (
  select event_date, user_key, item_id, max(event_time) as carted_at
  from t1_changed
  where not is_bot and event_name = 'add_to_cart' and item_id is not null
  group by event_date, user_key, item_id
),
seen as (
  select
    event_date,
    placement,
    variant,
    source,
    model,
    count_if(event_name in ('recommendation_view', 'view_item_list')) as views,
    count(distinct case when event_name in ('recommendation_view', 'view_item_list') then recommendation_id end) as lists,
    count_if(event_name in ('recommendation_click', 'select_item')) as clicks
  from shown
  group by event_date, placement, variant, source, model
),
converted as (
  select
    clicks.event_date,
    clicks.placement,
    clicks.variant,
    clicks.source,
    clicks.model,
    count(*) as clicked_items,
    count_if(carts.carted_at >= clicks.clicked_at) as carted_items
  from clicks
  left join carts
    on carts.event_date = clicks.event_date and carts.user_key = clicks.user_key and carts.item_id = clicks.item_id
  group by clicks.event_date, clicks.placement, clicks.variant, clicks.source, clicks.model
)
select
  seen.event_date,
  seen.placement,
  seen.variant,
  seen.source,
  seen.model,
  seen.lists,
  seen.views,
  seen.clicks,
  coalesce(converted.clicked_items, 0) as clicked_items,
  coalesce(converted.carted_items, 0) as carted_items
from seen
left join converted
  on converted.event_date = seen.event_date
  and converted.placement = seen.placement
  and converted.variant = seen.variant
  and converted.source = seen.source
  and converted.model = seen.model
order by seen.event_date, seen.placement, seen.variant, seen.source, seen.model
