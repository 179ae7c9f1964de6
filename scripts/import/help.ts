export const help = `Send a file of real clicks through POST /v1/events.

  npm run import -- --format taobao FILE…
  npm run import -- --format csv --map user=visitorid,item=itemid,type=event,time=timestamp FILE…
  npm run import -- --format nginx --rule 'view_item=/product/:item' --rule 'search=/search?q=:term' access.log FILE…

  --format taobao       user_id,item_id,category_id,event_type,timestamp; with a header or without
  --format csv          any file with a header and a user, an item, a type and a time
  --format retailrocket events.csv: timestamp,visitorid,event,itemid,transactionid
  --format nginx        access log of nginx or Apache ("combined", or say --log-format)
  --format cloudfront   CloudFront standard log
  --format alb          log of an Application Load Balancer
  --format ga4          GA4's BigQuery export: JSON lines or Parquet, whole days; a day that comes
                        again takes the place of the one before
  --format segment      calls of a Segment archive, one JSON object per line
  --format snowplow     enriched Snowplow events, one JSON object per line

For csv:
  --map a=b,…           which column is user, item, type, time and (optional) category, transaction
  --delimiter X         the character between columns (default a comma; "tab" for tabs)
For csv, taobao, retailrocket, segment and snowplow:
  --types a=b,…         what the file's words for event types mean: pv=view_item,buy=purchase
For access logs:
  --rule EVENT=ADDRESS  what an address means; may be given often, the first that fits counts:
                          view_item=/product/:item       one piece of the path; :item(\\d+) only digits; * anything
                          view_item=/detail?no=:item     a member of the query
                          search=/search?q=:term
                          add_to_cart=POST /cart/:item   another method than GET
                          view_item=digits               the last number of the address is the product
  --rules FILE          the same in YAML: rules: [ "view_item=/product/:item", … ]
  --no-page-views       leave out pages no rule knows (else they are page views)
  --log-format FORMAT   nginx's log_format, or "json" for one that writes JSON with nginx's names
  --user WHERE          who signed in: cookie:NAME, query:NAME or a field of the log
  --visitor WHERE       the visitor's id, likewise (default: address and browser, hashed with the write key)
  --salt TEXT           hash with this instead, so that visitors stay the same when the key changes

For ga4:
  --overwrite           believe a day of which more than a fifth is gone, or whose file is damaged

  --url URL             where the API is (default: the instance running on --dir)
  --key KEY             the write key (default: that instance's)
  --dir DIRECTORY       where that instance keeps its data (default .millrace)

gzip is recognised. Importing a file again changes nothing: ids are made from the rows. Of access logs and GA4 it is told what is new and
what was known; a log that is imported again by other rules means what they say from then on, and what its lines meant before is withdrawn
(--dir remembers it, with --url too). Rows that are no events are listed with their line numbers, and the rest is sent; the exit code is
then 1. Of a file that is damaged what came before the damage is sent; the exit code is then 2. Bots are sent too, with their user agent,
and labelled by collect. Without --url the command ends when the lake has the events, so that "npm run retrain" learns from them; Ctrl-C
before that loses nothing.`;
