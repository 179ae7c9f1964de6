-- one row as mart_recommendations has it, of the last 35 days of the data: of each day the 200 that were seen most, those first
with
last_day as (
  select max(cast(event_date as date)) as day from counts_by_partition
),
placed as (
  select
    mart_recommendations.*,
    row_number() over (
      partition by mart_recommendations.event_date
      order by
        mart_recommendations.views desc,
        mart_recommendations.placement,
        mart_recommendations.variant,
        mart_recommendations.source,
        mart_recommendations.model
    ) as place
  from mart_recommendations
  cross join last_day
  where cast(mart_recommendations.event_date as date) > date_sub(last_day.day, 35)
)
select
  placed.event_date,
  placed.placement,
  placed.variant,
  placed.source,
  placed.model,
  placed.lists,
  placed.views,
  placed.clicks,
  placed.clicked_items,
  placed.carted_items
from placed
where placed.place <= 200
order by placed.event_date, placed.place
