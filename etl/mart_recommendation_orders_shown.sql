-- one row as mart_recommendation_orders has it: the 200 of which most items were clicked, those first
select placement, variant, source, model, clicked_items, ordered_items
from mart_recommendation_orders
order by clicked_items desc, placement, variant, source, model
limit 200
