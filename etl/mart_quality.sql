-- one row per day of arrival (UTC): what share of what arrived was fit for use, and what was wrong with the rest
with
arrived as (
  select
    day,
    cast(sum(accepted) as bigint) as accepted,
    cast(sum(events) as bigint) as events,
    cast(sum(bots) as bigint) as bots,
    cast(sum(late) as bigint) as late,
    cast(sum(skewed) as bigint) as skewed,
    cast(sum(streamed) as bigint) as streamed,
    cast(sum(denied) as bigint) as denied
  from counts_by_partition
  group by day
)
select
  mart_counts_by_day.day,
  mart_counts_by_day.accepted,
  mart_counts_by_day.rejected,
  mart_counts_by_day.lines - mart_counts_by_day.accepted as redelivered,
  mart_counts_by_day.accepted - mart_counts_by_day.events as sent_again,
  coalesce(arrived.bots, 0) as bots,
  coalesce(arrived.late, 0) as late,
  coalesce(arrived.skewed, 0) as skewed,
  coalesce(arrived.streamed, 0) as streamed,
  coalesce(arrived.denied, 0) as denied
from mart_counts_by_day
left join arrived on arrived.day = mart_counts_by_day.day
order by mart_counts_by_day.day
