-- one row per person, registered or only seen, with the device and language last used; nobody who refused
with
seen as (
  select user_key, event_time, event_id, context_device, context_locale
  from t1_events
  where not is_bot
    and coalesce(consent_personalization, 'unknown') <> 'denied'
),
devices as (
  select
    user_key,
    context_device as device,
    row_number() over (partition by user_key order by event_time desc, event_id desc) as place
  from seen
  where context_device is not null
),
locales as (
  select
    user_key,
    context_locale as locale,
    row_number() over (partition by user_key order by event_time desc, event_id desc) as place
  from seen
  where context_locale is not null
),
known as (
  select user_key from seen
  union
  select user_key from interactions
  union
  select user_id as user_key from users
)
select
  known.user_key as USER_ID,
  nullif(translate(devices.device, concat(chr(10), chr(13)), '  '), '') as DEVICE,
  nullif(translate(locales.locale, concat(chr(10), chr(13)), '  '), '') as LOCALE
from known
left join devices on devices.user_key = known.user_key and devices.place = 1
left join locales on locales.user_key = known.user_key and locales.place = 1
where not exists (select 1 from refusals where refusals.user_key = known.user_key)
  and not exists (select 1 from users where users.deleted and users.user_id = known.user_key)
  and length(known.user_key) between 1 and 256
  and instr(known.user_key, '"') = 0 and instr(known.user_key, chr(10)) = 0 and instr(known.user_key, chr(13)) = 0
