-- one row per day (UTC), of those in mart_recommendations_shown, that has more rows than are shown: how many, and what they hold
with
all_rows as (
  select event_date, count(*) as known, sum(views) as views, sum(clicks) as clicks
  from mart_recommendations
  group by event_date
),
shown as (
  select event_date, count(*) as known, sum(views) as views, sum(clicks) as clicks
  from mart_recommendations_shown
  group by event_date
)
select
  shown.event_date,
  all_rows.known - shown.known as left_out,
  cast(all_rows.views - shown.views as bigint) as views,
  cast(all_rows.clicks - shown.clicks as bigint) as clicks
from shown
join all_rows on all_rows.event_date = shown.event_date
where all_rows.known > shown.known
order by shown.event_date
