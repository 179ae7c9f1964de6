-- one row per event date, day of arrival (UTC) and source: what T1 holds of it
with
copied as (
  select distinct event_id from copies_changed
),
kept as (
  select
    t1_changed.event_date,
    cast(cast(t1_changed.received_at as date) as string) as day,
    coalesce(t1_changed.source, 'unknown') as source,
    count(*) as events,
    count_if(copied.event_id is null) as came_once,
    count_if(t1_changed.is_bot) as bots,
    count_if(t1_changed.late) as late,
    count_if(t1_changed.streamed) as streamed,
    count_if(array_contains(t1_changed.time_flags, 'skew_corrected')) as skewed,
    count_if(t1_changed.consent_personalization = 'denied') as denied
  from t1_changed
  left join copied on copied.event_id = t1_changed.event_id
  group by
    t1_changed.event_date,
    cast(cast(t1_changed.received_at as date) as string),
    coalesce(t1_changed.source, 'unknown')
),
came_again as (
  select
    event_date,
    cast(cast(received_at as date) as string) as day,
    coalesce(source, 'unknown') as source,
    count(*) as deliveries,
    cast(sum(lines) as bigint) as lines
  from copies_changed
  group by event_date, cast(cast(received_at as date) as string), coalesce(source, 'unknown')
),
places as (
  select event_date, day, source from kept
  union
  select event_date, day, source from came_again
)
select
  places.event_date,
  places.day,
  places.source,
  coalesce(kept.came_once, 0) + coalesce(came_again.lines, 0) as lines,
  coalesce(kept.came_once, 0) + coalesce(came_again.deliveries, 0) as accepted,
  coalesce(kept.events, 0) as events,
  coalesce(kept.bots, 0) as bots,
  coalesce(kept.late, 0) as late,
  coalesce(kept.streamed, 0) as streamed,
  coalesce(kept.skewed, 0) as skewed,
  coalesce(kept.denied, 0) as denied
from places
left join kept on kept.event_date = places.event_date and kept.day = places.day and kept.source = places.source
left join came_again
  on came_again.event_date = places.event_date and came_again.day = places.day and came_again.source = places.source
