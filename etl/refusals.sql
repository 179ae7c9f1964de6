-- one row per person whose latest answer about personalization is no; "unknown" is no answer
with
answers as (
  select
    user_key,
    max(case when consent_personalization = 'denied' then event_time end) as last_no,
    max(case when consent_personalization = 'granted' then event_time end) as last_yes
  from t1_events
  group by user_key
)
select user_key
from answers
where last_no >= coalesce(last_yes, last_no)
