-- one row per day (UTC) with an order: the shop's own books, as the newest snapshot of the product database has them
with
each_order as (
  select
    order_id,
    user_id,
    cast(cast(timestamp_millis(ordered_at) as date) as string) as day,
    coalesce(lower(status), 'unknown') in ('cancelled', 'canceled', 'refunded', 'returned', 'failed') as is_void
  from orders
),
each_line as (
  select
    order_id,
    cast(sum(cast(coalesce(quantity, 1) as decimal(18, 2))) as double) as units,
    cast(sum(cast(coalesce(price, 0) * coalesce(quantity, 1) as decimal(18, 2))) as double) as revenue
  from order_items
  group by order_id
)
select
  each_order.day,
  count_if(not each_order.is_void) as orders,
  count_if(each_order.is_void) as void_orders,
  count(distinct case when not each_order.is_void then each_order.user_id end) as buyers,
  cast(sum(case when each_order.is_void then 0 else cast(coalesce(each_line.units, 0) as decimal(18, 2)) end) as double)
    as units,
  cast(sum(case when each_order.is_void then 0 else cast(coalesce(each_line.revenue, 0) as decimal(18, 2)) end) as double)
    as revenue
from each_order
left join each_line on each_line.order_id = each_order.order_id
group by each_order.day
order by each_order.day
