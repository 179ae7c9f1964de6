-- one row per search term of the last 7 days of the data, the 100 most searched, with what came of them and a grade as each day has one
with
last_day as (
  select max(cast(event_date as date)) as day from counts_by_partition
),
of_the_week as (
  select
    terms.search_term,
    cast(sum(terms.searches) as bigint) as searches,
    cast(sum(terms.product_clicks) as bigint) as product_clicks,
    cast(sum(terms.likes) as bigint) as likes,
    cast(sum(terms.carts) as bigint) as carts,
    cast(sum(terms.searches_without_click) as bigint) as searches_without_click
  from mart_keyword_performance as terms
  cross join last_day
  where cast(terms.event_date as date) > date_sub(last_day.day, 7)
  group by terms.search_term
)
select
  search_term,
  searches,
  product_clicks,
  likes,
  carts,
  cast(product_clicks + 2 * likes + 3 * carts as double) / searches as score,
  case
    when product_clicks + 2 * likes + 3 * carts >= 2 * searches then 'good'
    when 2 * searches_without_click > searches then 'bad'
    else 'normal'
  end as grade
from of_the_week
order by searches desc, product_clicks desc, search_term
limit 100
