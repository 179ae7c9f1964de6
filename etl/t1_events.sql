-- one row per event: the copy that arrived first; later copies change nothing here, they are counted in t1_copies
with
came_once as (
  select raw_clicks.*, 1 as place
  from raw_clicks
  where not exists (select 1 from t1_copies where t1_copies.event_id = raw_clicks.event_id)
),
came_again as (
  select
    raw_clicks.*,
    row_number() over (
      partition by event_id
      order by received_at, request_id, request_index, event_time, event_name, item_id
    ) as place
  from raw_clicks
  where exists (select 1 from t1_copies where t1_copies.event_id = raw_clicks.event_id)
),
in_order_of_arrival as (
  select * from came_once
  union all
  select * from came_again
)
select
  event_id,
  event_name,
  timestamp_millis(event_time) as event_time,
  timestamp_millis(received_at) as received_at,
  coalesce(user_id, anonymous_id) as user_key,
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
  page.url as page_url,
  page.path as page_path,
  page.title as page_title,
  page.referrer as page_referrer,
  recommendation.id as recommendation_id,
  recommendation.source as recommendation_source,
  recommendation.variant as recommendation_variant,
  recommendation.position as recommendation_position,
  recommendation.strategy as recommendation_strategy,
  impression,
  consent.analytics as consent_analytics,
  consent.ads as consent_ads,
  consent.personalization as consent_personalization,
  context.locale as context_locale,
  context.tz as context_tz,
  context.screen as context_screen,
  context.device as context_device,
  context.utm_source as context_utm_source,
  context.utm_medium as context_utm_medium,
  context.utm_campaign as context_utm_campaign,
  context.utm_term as context_utm_term,
  context.utm_content as context_utm_content,
  context.app_version as context_app_version,
  context.sdk as context_sdk,
  props,
  _extra as extra,
  source,
  coalesce(is_bot, false) as is_bot,
  bot_reasons,
  ip_trunc,
  clock_offset_ms,
  time_flags,
  coalesce(array_contains(time_flags, 'late'), false) as late,
  coalesce(streamed, false) as streamed,
  request_id,
  request_index,
  event_date
from in_order_of_arrival
where place = 1
