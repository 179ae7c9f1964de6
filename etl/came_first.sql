-- one row per event that came more than once: its copy that arrived first, unless an importer withdrew it; streamed when any copy was
with
told as (
  select * from arrivals
  union all
  select * from t1_before
),
in_order_of_arrival as (
  select
    told.*,
    row_number() over (
      partition by event_id
      order by
        case when source = 'server' and event_name = 'withdrawn' then 0 else 1 end,
        received_at, request_id, request_index, event_time, event_name, item_id
    ) as place,
    bool_or(streamed) over (partition by event_id) as streamed_once
  from told
  semi join came_again on came_again.event_id = told.event_id
)
select
  event_id,
  event_name,
  event_time,
  received_at,
  user_key,
  user_id,
  anonymous_id,
  session_id,
  session_seq,
  item_id,
  items,
  value,
  currency,
  transaction_id,
  search_term,
  page_url,
  page_path,
  page_title,
  page_referrer,
  recommendation_id,
  recommendation_source,
  recommendation_variant,
  recommendation_position,
  recommendation_strategy,
  recommendation_model,
  impression,
  consent_analytics,
  consent_ads,
  consent_personalization,
  context_locale,
  context_tz,
  context_screen,
  context_device,
  context_utm_source,
  context_utm_medium,
  context_utm_campaign,
  context_utm_term,
  context_utm_content,
  context_app_version,
  context_sdk,
  props,
  extra,
  source,
  is_bot,
  bot_reasons,
  ip_trunc,
  clock_offset_ms,
  time_flags,
  late,
  streamed_once as streamed,
  request_id,
  request_index,
  event_date
from in_order_of_arrival
where place = 1
