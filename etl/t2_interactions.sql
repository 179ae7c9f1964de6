-- one row per person, item, kind of interaction and second, as Personalize imports them; what was streamed to it already is left out
select
  user_key as USER_ID,
  item_id as ITEM_ID,
  cast(floor(unix_millis(event_time) / 1000) as bigint) as TIMESTAMP,
  event_type as EVENT_TYPE,
  value as EVENT_VALUE
from interactions
where not streamed
  -- Personalize: ids of at most 256 characters, no quotes, one record per line
  and length(user_key) between 1 and 256
  and length(item_id) between 1 and 256
  and instr(user_key, '"') = 0 and instr(user_key, chr(10)) = 0 and instr(user_key, chr(13)) = 0
  and instr(item_id, '"') = 0 and instr(item_id, chr(10)) = 0 and instr(item_id, chr(13)) = 0
