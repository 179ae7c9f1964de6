-- one row per event: the copy that arrived first; later copies change nothing here, they are counted in t1_copies
with
told as (
  select * from arrivals
  union all
  select * from t1_before
),
came_once as (
  select told.*
  from told
  anti join came_again on came_again.event_id = told.event_id
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
  streamed,
  request_id,
  request_index,
  event_date
from came_once
union all
select * from came_first
