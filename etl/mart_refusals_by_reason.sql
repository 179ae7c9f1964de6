-- one row per day of arrival (UTC) and reason: events that collect refused
select
  regexp_extract(key, '/date=([0-9-]+)/', 1) as day,
  regexp_extract(key, '/reason=([a-z0-9_]+)/', 1) as reason,
  cast(sum(lines) as bigint) as events
from job_inputs
where input = 'quarantined'
group by regexp_extract(key, '/date=([0-9-]+)/', 1), regexp_extract(key, '/reason=([a-z0-9_]+)/', 1)
order by day, reason
