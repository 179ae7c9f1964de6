-- one row per day (UTC): visits, how many of them looked at a product and filled a cart, and the orders of that day
select
  sessions_by_day.event_date,
  sessions_by_day.sessions,
  sessions_by_day.sessions_with_view,
  sessions_by_day.sessions_with_cart,
  coalesce(mart_shop_totals.orders, 0) as orders
from sessions_by_day
left join mart_shop_totals on mart_shop_totals.day = sessions_by_day.event_date
order by sessions_by_day.event_date
