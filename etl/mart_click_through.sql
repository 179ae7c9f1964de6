-- one row per hour (ms since the epoch), placement and source of the list, of the last 14 days of the data: lists, views and clicks
with
last_moment as (
  select max(event_time) as moment from t1_events
)
select
  unix_millis(date_trunc('hour', t1_events.event_time)) as hour,
  coalesce(t1_events.recommendation_strategy, 'unknown') as placement,
  coalesce(t1_events.recommendation_source, 'unknown') as source,
  count(distinct t1_events.recommendation_id) as lists,
  count_if(t1_events.event_name in ('recommendation_view', 'view_item_list')) as views,
  count_if(t1_events.event_name in ('recommendation_click', 'select_item')) as clicks
from t1_events
cross join last_moment
where not t1_events.is_bot
  and t1_events.recommendation_id is not null
  and t1_events.event_time > last_moment.moment - interval 14 days
group by
  unix_millis(date_trunc('hour', t1_events.event_time)),
  coalesce(t1_events.recommendation_strategy, 'unknown'),
  coalesce(t1_events.recommendation_source, 'unknown')
order by hour, placement, source
