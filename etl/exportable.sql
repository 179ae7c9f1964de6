-- one row per person, item, kind of interaction and second that Personalize takes; what was streamed to it already is marked
select
  user_key as USER_ID,
  item_id as ITEM_ID,
  cast(floor(unix_millis(event_time) / 1000) as bigint) as TIMESTAMP,
  event_type as EVENT_TYPE,
  value as EVENT_VALUE,
  streamed
from interactions
where
  -- Personalize: ids of at most 256 characters, no quotes, one record per line
  length(user_key) between 1 and 256
  and length(item_id) between 1 and 256
  and instr(user_key, '"') = 0 and instr(user_key, chr(10)) = 0 and instr(user_key, chr(13)) = 0
  and instr(item_id, '"') = 0 and instr(item_id, chr(10)) = 0 and instr(item_id, chr(13)) = 0
  -- what the shop has deleted is not to be learnt from
  and not exists (select 1 from products where products.deleted and products.product_id = interactions.item_id)
  and not exists (select 1 from users where users.deleted and users.user_id = interactions.user_key)
