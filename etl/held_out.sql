-- one row per interaction withheld from training to judge models by: of some people, always the same, the newest tenth
with
numbered as (
  select
    exportable.*,
    row_number() over (partition by USER_ID order by TIMESTAMP desc, ITEM_ID desc, EVENT_TYPE desc) as age,
    count(*) over (partition by USER_ID) as acts,
    count(*) over () as all_acts
  from exportable
  where not streamed
),
newest as (
  select USER_ID, ITEM_ID, TIMESTAMP, EVENT_TYPE, EVENT_VALUE
  from numbered
  -- a small shop needs every interaction to reach Personalize's minimum
  where all_acts >= 2000 and acts >= 5 and age <= greatest(1, floor((acts + 5) / 10))
),
begins as (
  select USER_ID, min(TIMESTAMP) as since
  from newest
  group by USER_ID
),
-- Personalize knows what these did since: it was streamed
told as (
  select distinct exportable.USER_ID
  from exportable
  join begins on begins.USER_ID = exportable.USER_ID
  where exportable.streamed and exportable.TIMESTAMP >= begins.since
),
fit as (
  select
    begins.USER_ID,
    row_number() over (order by md5(begins.USER_ID), begins.USER_ID) as place,
    count(*) over () as people
  from begins
  where not exists (select 1 from told where told.USER_ID = begins.USER_ID)
),
asked as (
  select fit.USER_ID
  from fit
  cross join hold_out_rule
  where fit.place <= least(
    hold_out_rule.most,
    greatest(ceil(hold_out_rule.share * fit.people), least(hold_out_rule.fewest, floor(fit.people / 5)))
  )
)
select newest.USER_ID, newest.ITEM_ID, newest.TIMESTAMP, newest.EVENT_TYPE, newest.EVENT_VALUE
from newest
join asked on asked.USER_ID = newest.USER_ID
-- what Personalize has learnt from cannot be withheld from it any more
where not exists (
  select 1
  from imported
  where imported.USER_ID = newest.USER_ID
    and imported.ITEM_ID = newest.ITEM_ID
    and imported.TIMESTAMP = newest.TIMESTAMP
    and imported.EVENT_TYPE = newest.EVENT_TYPE
)
