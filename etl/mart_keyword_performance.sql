-- one row per search term and day (UTC): how often it was searched, by how many people, what came of it in the same visit, and a grade
with
acts as (
  select
    session_id,
    user_key,
    event_date,
    event_id,
    event_time,
    event_name,
    -- spelling and spaces at the ends make no different term
    nullif(lower(trim(search_term)), '') as search_term
  from t1_changed
  where not is_bot
    and session_id is not null
    and event_name in ('search', 'view_search_results', 'view_item', 'select_item', 'add_to_wishlist', 'add_to_cart')
),
numbered as (
  select
    acts.*,
    sum(case when event_name in ('search', 'view_search_results') and search_term is not null then 1 else 0 end) over (
      partition by event_date, session_id
      order by event_time, event_id
      rows between unbounded preceding and current row
    ) as search_number
  from acts
),
searches as (
  select
    event_date,
    session_id,
    search_number,
    max(case when event_name in ('search', 'view_search_results') then search_term end) as search_term,
    max(user_key) as user_key,
    count_if(event_name in ('view_item', 'select_item')) as product_clicks,
    count_if(event_name = 'add_to_wishlist') as likes,
    count_if(event_name = 'add_to_cart') as carts
  from numbered
  where search_number > 0
  group by event_date, session_id, search_number
),
terms as (
  select
    search_term,
    event_date,
    count(*) as searches,
    count(distinct user_key) as people,
    cast(sum(product_clicks) as bigint) as product_clicks,
    cast(sum(likes) as bigint) as likes,
    cast(sum(carts) as bigint) as carts,
    count_if(product_clicks = 0) as searches_without_click
  from searches
  group by search_term, event_date
)
select
  terms.*,
  -- what a search is worth: a look 1, a wish 2, a cart 3
  cast(product_clicks + 2 * likes + 3 * carts as double) / searches as score,
  case
    when product_clicks + 2 * likes + 3 * carts >= 2 * searches then 'good'
    when 2 * searches_without_click > searches then 'bad'
    else 'normal'
  end as grade
from terms
