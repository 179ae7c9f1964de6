-- one row per day (UTC) and place, of the last 14 days of the data: the ten items that most people took an interest in
with
last_day as (
  select max(cast(event_date as date)) as day from counts_by_partition
),
placed as (
  select
    mart_item_popularity.event_date,
    mart_item_popularity.item_id,
    mart_item_popularity.people,
    mart_item_popularity.views,
    mart_item_popularity.carts,
    row_number() over (
      partition by mart_item_popularity.event_date
      order by
        mart_item_popularity.people desc,
        mart_item_popularity.views + mart_item_popularity.clicks desc,
        mart_item_popularity.item_id
    ) as place
  from mart_item_popularity
  cross join last_day
  where cast(mart_item_popularity.event_date as date) > date_sub(last_day.day, 14)
)
select
  placed.event_date,
  cast(placed.place as bigint) as place,
  placed.item_id,
  items.name,
  items.name_en,
  placed.people,
  placed.views,
  placed.carts
from placed
left join items on items.item_id = placed.item_id
where placed.place <= 10
order by placed.event_date, place
