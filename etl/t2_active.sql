-- one row per person, and when they last did something that Personalize takes, streamed or not: lists are made for the latest of them
select USER_ID, max(TIMESTAMP) as TIMESTAMP
from exportable
group by USER_ID
