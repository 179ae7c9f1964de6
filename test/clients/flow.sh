#!/usr/bin/env bash
# The AWS CLI as a witness of the wire: from a record to a recommendation. Prints "ok …" or "not ok …" per check.
# Wants ENDPOINT, BUCKET, PREFIX, ACCOUNT, VISITOR and ITEM; the instance must have a live campaign.
set -uo pipefail
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local AWS_DEFAULT_REGION=ap-northeast-2 AWS_PAGER="" AWS_EC2_METADATA_DISABLED=true
export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null

aws() { "${AWS_CLI:-/usr/bin/aws}" --endpoint-url "$ENDPOINT" --output text --cli-binary-format raw-in-base64-out "$@"; }

check() { # check TITLE WANTED GOT
  if [ "$2" = "$3" ]; then echo "ok aws: $1"; else echo "not ok aws: $1: wanted ${2@Q}, got ${3@Q}"; fi
}
has() { # has TITLE WANTED GOT: WANTED is a part of GOT
  if [ -n "$2" ] && [[ "$3" == *"$2"* ]]; then echo "ok aws: $1"; else echo "not ok aws: $1: wanted ${2@Q} in ${3@Q}"; fi
}
until_found() { # until_found COMMAND…: prints what it found, or nothing after a minute
  local found
  for _ in $(seq 60); do
    found=$("$@") && [ -n "$found" ] && [ "$found" != None ] && break
    found=""
    sleep 1
  done
  echo "$found"
}

check "sts get-caller-identity names the account" "$ACCOUNT" "$(aws sts get-caller-identity --query Account)"

# a record into Firehose; its object in S3, byte for byte; its partition in Glue
event=witness-cli-$RANDOM$RANDOM
now=$(date +%s)000
line='{"event_id":"'$event'","event_name":"view_item","event_ts":'$now',"event_time":'$now',"received_at":'$now',"event_date":"'$(date -u +%F)'","user_id":"witness","session_id":"witness","item_id":"'$ITEM'","consent":{"analytics":"granted","ads":"unknown","personalization":"granted"},"request_id":"'$event'","request_index":0,"request_count":1,"source":"server","clock_offset_ms":0,"time_flags":[],"is_bot":false,"bot_reasons":[],"streamed":false,"props":{"note":"나무 \u0022공\u0022"}}'
printf '%s\n' "$line" > "$scratch/line.ndjson"
record=$(aws firehose put-record --delivery-stream-name "$PREFIX-clicks" --record "Data=$(base64 -w0 < "$scratch/line.ndjson")" --cli-binary-format base64 --query RecordId)
check "firehose put-record answers with a record id" yes "$([ ${#record} -gt 20 ] && echo yes || echo "$record")"
failed=$(aws firehose put-record-batch --delivery-stream-name "$PREFIX-clicks" --records '[{"Data":"'"$(base64 -w0 < "$scratch/line.ndjson")"'"}]' --cli-binary-format base64 --query FailedPutCount)
check "firehose put-record-batch says that nothing failed" 0 "$failed"
has "firehose refuses a stream that is not there" ResourceNotFoundException "$(aws firehose put-record --delivery-stream-name nowhere --record Data=x 2>&1)"

find_object() {
  local key
  for key in $(aws s3api list-objects-v2 --bucket "$BUCKET" --prefix raw/clicks/ --query 'reverse(sort_by(Contents,&LastModified))[:5].Key'); do
    aws s3api get-object --bucket "$BUCKET" --key "$key" "$scratch/object.gz" > "$scratch/answer" || continue
    gunzip -c "$scratch/object.gz" | grep -aqF "$event" && echo "$key" && return
  done
}
key=$(until_found find_object)
has "s3api list-objects-v2 and get-object find the record's object" raw/clicks/received= "$key"
check "the object holds the record's bytes, exactly" "$line" "$(gunzip -c "$scratch/object.gz" | grep -aF "$event" | head -1)"
has "s3 ls lists it" "$(basename "$key")" "$(aws s3 ls "s3://$BUCKET/$(dirname "$key")/")"
etag=$(aws s3api head-object --bucket "$BUCKET" --key "$key" --query ETag)
check "s3api head-object gives the MD5 of its bytes" "\"$(md5sum < "$scratch/object.gz" | cut -d' ' -f1)\"" "$etag"
check "s3api get-object gives a range" "$(head -c 10 "$scratch/object.gz" | md5sum)" "$(aws s3api get-object --bucket "$BUCKET" --key "$key" --range bytes=0-9 "$scratch/range" > /dev/null; md5sum < "$scratch/range")"
has "s3api get-object says what is not there" NoSuchKey "$(aws s3api get-object --bucket "$BUCKET" --key raw/nowhere "$scratch/none" 2>&1)"
head -c 20000000 /dev/urandom > "$scratch/large"
aws s3 cp --quiet "$scratch/large" "s3://$BUCKET/witness/큰 파일+1"
aws s3 cp --quiet "s3://$BUCKET/witness/큰 파일+1" "$scratch/back"
check "s3 cp brings 20 MB there and back in parts" "$(md5sum < "$scratch/large")" "$(md5sum < "$scratch/back")"
aws s3 rm --quiet "s3://$BUCKET/witness/큰 파일+1"
check "s3 rm removes it" "" "$(aws s3 ls "s3://$BUCKET/witness/")"

values=$(sed -E 's#.*received=([^/]*)/hour=([^/]*)/.*#\1 \2#' <<< "$key")
partition() { aws glue get-partition --database-name "${PREFIX//-/_}" --table-name raw_clicks --partition-values $values --query Partition.StorageDescriptor.Location 2> /dev/null; }
has "glue get-partition gives its place" "s3://$BUCKET/raw/clicks/received=" "$(until_found partition)"
has "glue get-partitions filters" "${values#* }" "$(aws glue get-partitions --database-name "${PREFIX//-/_}" --table-name raw_clicks --expression "received='${values% *}'" --query 'Partitions[].Values')"

# a job run
start() { aws glue start-job-run --job-name "$PREFIX-lake" --query JobRunId 2> /dev/null; } # refused while another runs
run=$(until_found start)
ended() { aws glue get-job-run --job-name "$PREFIX-lake" --run-id "$run" --query "JobRun.JobRunState" | grep -E 'SUCCEEDED|FAILED|TIMEOUT|STOPPED'; }
check "glue start-job-run runs to SUCCEEDED" SUCCEEDED "$(until_found ended)"
has "the job wrote the day's events" "t1/events/event_date=" "$(aws s3 ls --recursive "s3://$BUCKET/t1/events/")"

# a campaign
campaign=arn:aws:personalize:ap-northeast-2:$ACCOUNT:campaign/$PREFIX-personal
check "personalize describe-campaign says ACTIVE" ACTIVE "$(aws personalize describe-campaign --campaign-arn "$campaign" --query campaign.status)"
get_items() { aws personalize-runtime get-recommendations --campaign-arn "$campaign" --user-id "$VISITOR" --num-results 10 --query 'itemList[].itemId'; }
before=$(get_items)
check "personalize-runtime get-recommendations gives ten items" 10 "$(wc -w <<< "$before")"
tracker=$(aws personalize list-event-trackers --query 'eventTrackers[0].eventTrackerArn')
tracking=$(aws personalize describe-event-tracker --event-tracker-arn "$tracker" --query eventTracker.trackingId)
for number in 1 2 3; do
  aws personalize-events put-events --tracking-id "$tracking" --user-id "$VISITOR" --session-id "$event" \
    --event-list "eventId=$event-$number,eventType=View,itemId=$ITEM,sentAt=$(date +%s)" || echo "not ok aws: personalize-events put-events"
done
check "personalize-events put-events changes the list" different "$([ "$(get_items)" = "$before" ] && echo same || echo different)"
has "personalize says what is not there" ResourceNotFoundException "$(aws personalize describe-campaign --campaign-arn "$campaign-not" 2>&1)"

# what else the functions live on
check "dynamodb get-item reads the ledger" "$campaign" "$(aws dynamodb get-item --table-name "$PREFIX-ledger" --key '{"kind":{"S":"live"},"id":{"S":"personal"}}' --query Item.campaignArn.S)"
check "lambda invoke runs a function" 200 "$(aws lambda invoke --function-name "$PREFIX-recommend" --payload "file://$(dirname "$0")/../../events/recommend.json" "$scratch/invoked" --query StatusCode)"
has "and its answer is a list" recommendation_id "$(cat "$scratch/invoked")"
