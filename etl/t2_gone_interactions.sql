-- one row per interaction that Personalize was given and that is none any more: only a full import takes it away
select USER_ID, ITEM_ID, TIMESTAMP, EVENT_TYPE, EVENT_VALUE
from imported
where not exists (
  select 1
  from t2_interactions
  where t2_interactions.USER_ID = imported.USER_ID
    and t2_interactions.ITEM_ID = imported.ITEM_ID
    and t2_interactions.TIMESTAMP = imported.TIMESTAMP
    and t2_interactions.EVENT_TYPE = imported.EVENT_TYPE
)
