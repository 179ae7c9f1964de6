-- one row per search term of the last 7 days of the data, the 100 most searched
with
last_day as (
  select max(cast(event_date as date)) as day from counts_by_partition
)
select
  terms.search_term,
  cast(sum(terms.searches) as bigint) as searches,
  cast(sum(terms.product_clicks) as bigint) as product_clicks,
  cast(sum(terms.likes) as bigint) as likes,
  cast(sum(terms.carts) as bigint) as carts
from mart_keyword_performance as terms
cross join last_day
where cast(terms.event_date as date) > date_sub(last_day.day, 7)
group by terms.search_term
order by searches desc, product_clicks desc, search_term
limit 100
