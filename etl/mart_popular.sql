-- one row per available item, the 200 that most different people took an interest in during the last 14 days of the data
with
last_moment as (
  select max(event_time) as moment from interactions
),
recent as (
  select interactions.item_id, interactions.user_key
  from interactions
  cross join last_moment
  where interactions.event_time > last_moment.moment - interval 14 days
),
liked as (
  select item_id, count(distinct user_key) as score, count(*) as interactions
  from recent
  group by item_id
)
select
  liked.item_id,
  liked.score,
  items.name,
  items.name_en,
  items.category_l1,
  items.price,
  items.available
from liked
join items on items.item_id = liked.item_id
where items.available
order by liked.score desc, liked.interactions desc, liked.item_id
limit 200
