-- one row per search term searched more in the last 7 days of the data than in the 7 before, the 50 that grew most
with
last_day as (
  select max(cast(event_date as date)) as day from counts_by_partition
),
terms as (
  select
    mart_keyword_performance.search_term,
    cast(sum(case when cast(mart_keyword_performance.event_date as date) > date_sub(last_day.day, 7)
      then mart_keyword_performance.searches else 0 end) as bigint) as searches,
    cast(sum(case when cast(mart_keyword_performance.event_date as date) <= date_sub(last_day.day, 7)
      then mart_keyword_performance.searches else 0 end) as bigint) as searches_before
  from mart_keyword_performance
  cross join last_day
  where cast(mart_keyword_performance.event_date as date) > date_sub(last_day.day, 14)
  group by mart_keyword_performance.search_term
)
select
  search_term,
  searches,
  searches_before,
  -- one search more on both sides, so that a new term neither divides by zero nor wins by one
  cast(searches + 1 as double) / (searches_before + 1) as growth
from terms
where searches > searches_before
order by growth desc, searches desc, search_term
limit 50
