-- one row per person, item, kind of interaction and second, as Personalize imports them; neither what was streamed nor what is held out
select USER_ID, ITEM_ID, TIMESTAMP, EVENT_TYPE, EVENT_VALUE
from exportable
where not streamed
  and not exists (
    select 1
    from held_out
    where held_out.USER_ID = exportable.USER_ID
      and held_out.ITEM_ID = exportable.ITEM_ID
      and held_out.TIMESTAMP = exportable.TIMESTAMP
      and held_out.EVENT_TYPE = exportable.EVENT_TYPE
  )
