-- one row per item, as Personalize imports them
select
  item_id as ITEM_ID,
  nullif(substring(translate(name, concat(chr(10), chr(13)), '  '), 1, 1000), '') as NAME,
  nullif(substring(translate(name_en, concat(chr(10), chr(13)), '  '), 1, 1000), '') as NAME_EN,
  nullif(substring(translate(category_l1, concat(chr(10), chr(13)), '  '), 1, 1000), '') as CATEGORY_L1,
  nullif(substring(translate(category_l2, concat(chr(10), chr(13)), '  '), 1, 1000), '') as CATEGORY_L2,
  nullif(substring(translate(category_l3, concat(chr(10), chr(13)), '  '), 1, 1000), '') as CATEGORY_L3,
  price as PRICE,
  case when available then 'yes' else 'no' end as AVAILABLE,
  cast(floor(created_at / 1000) as bigint) as CREATION_TIMESTAMP
from items
where length(item_id) between 1 and 256
  and instr(item_id, '"') = 0 and instr(item_id, chr(10)) = 0 and instr(item_id, chr(13)) = 0
