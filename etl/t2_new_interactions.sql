-- one row per interaction that Personalize was not given yet; none where nothing is known to have been imported before
select USER_ID, ITEM_ID, TIMESTAMP, EVENT_TYPE, EVENT_VALUE
from t2_interactions
where exists (select 1 from imported)
  and not exists (
    select 1
    from imported
    where imported.USER_ID = t2_interactions.USER_ID
      and imported.ITEM_ID = t2_interactions.ITEM_ID
      and imported.TIMESTAMP = t2_interactions.TIMESTAMP
      and imported.EVENT_TYPE = t2_interactions.EVENT_TYPE
  )
