-- one row per event name that Personalize learns from; generated from pipeline.yml
select event_name, event_type
from (values
  ('view_item', 'View'),
  ('select_item', 'Click'),
  ('recommendation_click', 'Click'),
  ('add_to_cart', 'AddToCart'),
  ('add_to_wishlist', 'AddToWishlist'),
  ('purchase', 'Purchase')
) as types(event_name, event_type)
