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
head -c 104857600 /dev/urandom > "$scratch/large"
aws s3 cp --quiet "$scratch/large" "s3://$BUCKET/witness/큰 파일+1"
has "s3 cp puts 100 MB in 13 parts" '-13"' "$(aws s3api head-object --bucket "$BUCKET" --key "witness/큰 파일+1" --query ETag)"
aws s3 cp --quiet "s3://$BUCKET/witness/큰 파일+1" "$scratch/back"
check "s3 cp brings them back byte for byte" "$(md5sum < "$scratch/large")" "$(md5sum < "$scratch/back")"
aws s3 rm --quiet "s3://$BUCKET/witness/큰 파일+1"
head -c 20000000 "$scratch/large" | aws s3 cp --quiet - "s3://$BUCKET/witness/stream"
check "s3 cp puts a stream of unknown length" "$(head -c 20000000 "$scratch/large" | md5sum)" "$(aws s3 cp --quiet "s3://$BUCKET/witness/stream" - | md5sum)"
aws s3 rm --quiet "s3://$BUCKET/witness/stream"
check "s3 rm removes it" "" "$(aws s3 ls "s3://$BUCKET/witness/")"
listed() { aws s3api list-objects-v2 --bucket "$BUCKET" --prefix listed/ "$@"; }
check "s3api list-objects-v2 gives 5,000 keys by pages of 1,000" 5000 "$(listed --query 'Contents[].Key' | tr '\t' '\n' | grep -c '^listed/')"
check "s3api list-objects-v2 gives each once, in order" "" "$(listed --query 'Contents[].Key' | tr '\t' '\n' | LC_ALL=C sort -uc 2>&1)"
check "s3api list-objects-v2 ends a page where it is told" 1200 "$(listed --page-size 100 --max-items 1200 --query 'Contents[].Key' | tr '\t' '\n' | grep -c '^listed/')"

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
tracker=$(aws personalize list-event-trackers --dataset-group-arn "arn:aws:personalize:ap-northeast-2:$ACCOUNT:dataset-group/$PREFIX" --query 'eventTrackers[0].eventTrackerArn')
tracking=$(aws personalize describe-event-tracker --event-tracker-arn "$tracker" --query eventTracker.trackingId)
for number in 1 2 3; do
  aws personalize-events put-events --tracking-id "$tracking" --user-id "$VISITOR" --session-id "$event" \
    --event-list "eventId=$event-$number,eventType=View,itemId=$ITEM,sentAt=$(date +%s)" || echo "not ok aws: personalize-events put-events"
done
check "personalize-events put-events changes the list" different "$([ "$(get_items)" = "$before" ] && echo same || echo different)"
has "personalize says what is not there" ResourceNotFoundException "$(aws personalize describe-campaign --campaign-arn "$campaign-not" 2>&1)"

# batch inference, and forgetting a user
role=arn:aws:iam::$ACCOUNT:role/$PREFIX-personalize
version=$(aws personalize describe-campaign --campaign-arn "$campaign" --query campaign.solutionVersionArn)
printf '{"userId":"%s"}\n{"itemId":"x"}\n' "$VISITOR" > "$scratch/users.json"
aws s3 cp --quiet "$scratch/users.json" "s3://$BUCKET/witness/in/$event.json"
job=$(aws personalize create-batch-inference-job --job-name "$event" --solution-version-arn "$version" --num-results 7 --role-arn "$role" \
  --job-input "s3DataSource={path=s3://$BUCKET/witness/in/$event.json}" --job-output "s3DataDestination={path=s3://$BUCKET/witness/out/}")
ended() { aws personalize describe-batch-inference-job --batch-inference-job-arn "$job" --query batchInferenceJob.status | grep -E '^(ACTIVE|CREATE FAILED)$'; }
check "personalize create-batch-inference-job becomes ACTIVE" ACTIVE "$(until_found ended)"
aws s3 cp --quiet "s3://$BUCKET/witness/out/$event.json.out" "$scratch/users.json.out"
of_line() { sed -n "$1p" "$scratch/users.json.out" | /usr/bin/python3 -c "import json, sys; line = json.load(sys.stdin); print($2)"; }
check "its output has seven items and scores for the user" "7 7 None" "$(of_line 1 'len(line["output"]["recommendedItems"]), len(line["output"]["scores"]), line["error"]')"
check "and says what was wrong with a line" "Missing required field: userId." "$(of_line 2 'line["error"]')"
has "a version that is not there is refused" ResourceNotFoundException "$(aws personalize create-batch-inference-job --job-name "$event-2" --solution-version-arn "$version-not" --role-arn "$role" \
  --job-input "s3DataSource={path=s3://$BUCKET/witness/in/}" --job-output "s3DataDestination={path=s3://$BUCKET/witness/out/}" 2>&1)"
group=arn:aws:personalize:ap-northeast-2:$ACCOUNT:dataset-group/$PREFIX
for number in 4 5; do
  aws personalize-events put-events --tracking-id "$tracking" --user-id "$event" --session-id "$event-gone" \
    --event-list "eventId=$event-$number,eventType=View,itemId=$ITEM,sentAt=$(date +%s)" || echo "not ok aws: personalize-events put-events"
done
printf 'USER_ID\n%s\n' "$event" > "$scratch/gone.csv"
aws s3 cp --quiet "$scratch/gone.csv" "s3://$BUCKET/witness/gone-$event.csv"
job=$(aws personalize create-data-deletion-job --job-name "$event" --dataset-group-arn "$group" --role-arn "$role" --data-source "dataLocation=s3://$BUCKET/witness/gone-$event.csv")
ended() { aws personalize describe-data-deletion-job --data-deletion-job-arn "$job" --query '[dataDeletionJob.status,dataDeletionJob.numDeleted]' | grep -E '^(COMPLETED|FAILED)'; }
check "personalize create-data-deletion-job takes out what the user did" "COMPLETED	2" "$(until_found ended)"
aws s3 rm --quiet --recursive "s3://$BUCKET/witness/"

# a model of one's own: import, train, deploy, ask, tell, ask again. This CLI is older than automatic training.
mine=arn:aws:personalize:ap-northeast-2:$ACCOUNT
active() { # active WHAT QUERY ASK…: waits for ACTIVE; prints the status it ended with
  local status
  for _ in $(seq 120); do
    status=$(aws personalize "${@:3}" --query "$2.status")
    case $status in ACTIVE | *FAILED) break ;; esac
    sleep 0.5
  done
  check "personalize $1 becomes ACTIVE" ACTIVE "$status"
}
fields='{"type":"record","name":"Interactions","namespace":"com.amazonaws.personalize.schema","version":"1.0","fields":[{"name":"USER_ID","type":"string"},{"name":"ITEM_ID","type":"string"},{"name":"TIMESTAMP","type":"long"},{"name":"EVENT_TYPE","type":"string"}]}'
awk 'BEGIN { print "USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE"; for (n = 0; n < 1500; n++) { u = n % 50; printf "u%d,i%d,%d,View\n", u, (u % 5) * 8 + (n * 7 + u) % 8, 1780000000 + n * 60 } }' |
  aws s3 cp --quiet - "s3://$BUCKET/t2/witness-cli/interactions/part-0.csv"
aws personalize create-dataset-group --name witness-cli > /dev/null
active "dataset group" datasetGroup describe-dataset-group --dataset-group-arn "$mine:dataset-group/witness-cli"
aws personalize create-schema --name witness-cli --schema "$fields" > /dev/null
aws personalize create-dataset --name witness-cli --dataset-group-arn "$mine:dataset-group/witness-cli" --dataset-type Interactions --schema-arn "$mine:schema/witness-cli" > /dev/null
active dataset dataset describe-dataset --dataset-arn "$mine:dataset/witness-cli/INTERACTIONS"
aws personalize create-dataset-import-job --job-name witness-cli --dataset-arn "$mine:dataset/witness-cli/INTERACTIONS" \
  --data-source "dataLocation=s3://$BUCKET/t2/witness-cli/interactions/" --role-arn "arn:aws:iam::$ACCOUNT:role/$PREFIX-personalize" > /dev/null
active import datasetImportJob describe-dataset-import-job --dataset-import-job-arn "$mine:dataset-import-job/witness-cli"
aws personalize create-solution --name witness-cli --dataset-group-arn "$mine:dataset-group/witness-cli" --recipe-arn arn:aws:personalize:::recipe/aws-user-personalization > /dev/null
active solution solution describe-solution --solution-arn "$mine:solution/witness-cli"
version=$(aws personalize create-solution-version --solution-arn "$mine:solution/witness-cli" --query solutionVersionArn)
active "solution version" solutionVersion describe-solution-version --solution-version-arn "$version"
has "personalize get-solution-metrics measures it" normalized_discounted_cumulative_gain_at_25 "$(aws personalize get-solution-metrics --solution-version-arn "$version" --output json)"
aws personalize create-campaign --name witness-cli --solution-version-arn "$version" --min-provisioned-tps 1 > /dev/null
active campaign campaign describe-campaign --campaign-arn "$mine:campaign/witness-cli"
aws personalize create-event-tracker --name witness-cli --dataset-group-arn "$mine:dataset-group/witness-cli" --query trackingId > "$scratch/tracking"
own_items() { aws personalize-runtime get-recommendations --campaign-arn "$mine:campaign/witness-cli" --user-id stranger --num-results 10 --query 'itemList[].itemId'; }
before=$(own_items)
check "its campaign recommends ten items" 10 "$(wc -w <<< "$before")"
sleep 1 # the tracker
for item in i33 i34 i35; do
  aws personalize-events put-events --tracking-id "$(cat "$scratch/tracking")" --user-id stranger --session-id own --event-list "eventType=View,itemId=$item,sentAt=$(date +%s)" || echo "not ok aws: put-events"
done
check "and other ones after put-events" different "$([ "$(own_items)" = "$before" ] && echo same || echo different)"

# what else the functions live on
check "dynamodb get-item reads the ledger" "$campaign" "$(aws dynamodb get-item --table-name "$PREFIX-ledger" --key '{"kind":{"S":"live"},"id":{"S":"personal"}}' --query Item.campaignArn.S)"
check "lambda invoke runs a function" 200 "$(aws lambda invoke --function-name "$PREFIX-recommend" --payload "file://$(dirname "$0")/../../events/recommend.json" "$scratch/invoked" --query StatusCode)"
has "and its answer is a list" recommendation_id "$(cat "$scratch/invoked")"
