-- one row per item: products as the shop describes them, and items that only events speak of, as the latest event describes them;
-- a product that the shop has deleted is none, whatever events say of it
with
each_item as (
  select event_id, event_time, explode(items) as item
  from t1_events
  where not is_bot
),
described as (
  select
    event_id,
    event_time,
    item.item_id as item_id,
    item.item_name as name,
    item.item_category as category_l1,
    item.item_category2 as category_l2,
    item.item_category3 as category_l3,
    item.price as price
  from each_item
),
latest_first as (
  select
    described.*,
    row_number() over (
      partition by item_id
      order by event_time desc, event_id desc, name, category_l1, category_l2, category_l3, price
    ) as place
  from described
  where name is not null or category_l1 is not null or price is not null
),
mentions as (
  select item_id, event_time from described
  union all
  select item_id, event_time from t1_events where not is_bot
  union all
  select item_id, event_time from interactions
),
mentioned as (
  select item_id, min(event_time) as first_seen
  from mentions
  where item_id is not null
  group by item_id
),
only_in_events as (
  select
    mentioned.item_id,
    latest_first.name,
    cast(null as string) as name_en,
    latest_first.category_l1,
    latest_first.category_l2,
    latest_first.category_l3,
    latest_first.price,
    true as available, -- nobody said that it is not
    unix_millis(mentioned.first_seen) as created_at
  from mentioned
  left join latest_first on latest_first.item_id = mentioned.item_id and latest_first.place = 1
  where not exists (select 1 from products where products.product_id = mentioned.item_id)
),
in_the_shop as (
  select
    products.product_id as item_id,
    products.name_ko as name,
    products.name_en,
    products.category_l1,
    products.category_l2,
    products.category_l3,
    products.price,
    coalesce(products.available, 0) <> 0 as available,
    coalesce(products.created_at, unix_millis(mentioned.first_seen), products.updated_at, 0) as created_at
  from products
  left join mentioned on mentioned.item_id = products.product_id
  where not coalesce(products.deleted, false)
)
select * from in_the_shop
union all
select * from only_in_events
