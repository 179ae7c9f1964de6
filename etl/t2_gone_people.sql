-- one row per person of whom interactions are gone because they may not be known any more: they refused, or were deleted
select distinct USER_ID
from t2_gone_interactions
where not exists (select 1 from t2_users where t2_users.USER_ID = t2_gone_interactions.USER_ID)
