-- one row per item and day (UTC) with an interaction
select
  item_id,
  cast(cast(event_time as date) as string) as event_date,
  count(distinct user_key) as people,
  count_if(event_type = 'View') as views,
  count_if(event_type = 'Click') as clicks,
  count_if(event_type = 'AddToCart') as carts,
  count_if(event_type = 'AddToWishlist') as wishes,
  count_if(event_type = 'Purchase') as purchases
from interactions
group by item_id, cast(cast(event_time as date) as string)
