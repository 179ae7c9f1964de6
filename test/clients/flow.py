"""boto3 as a witness of the wire: from a record to a recommendation. Prints "ok …" or "not ok …" per check.

Wants ENDPOINT, BUCKET, PREFIX, ACCOUNT, VISITOR and ITEM; the instance must have a live campaign.
"""

import base64
import gzip
import hashlib
import http.client
import io
import json
import os
import sys
import time
import uuid
import zlib
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import ClientError

ENDPOINT, BUCKET, PREFIX, ACCOUNT, VISITOR, ITEM = (
    os.environ[name] for name in ("ENDPOINT", "BUCKET", "PREFIX", "ACCOUNT", "VISITOR", "ITEM")
)
DATABASE = PREFIX.replace("-", "_")
GROUP = f"arn:aws:personalize:ap-northeast-2:{ACCOUNT}:dataset-group/{PREFIX}"


def client(service):
    return boto3.client(
        service,
        endpoint_url=ENDPOINT,
        region_name="ap-northeast-2",
        aws_access_key_id="local",
        aws_secret_access_key="local",
        config=Config(retries={"max_attempts": 2}),
    )


def check(title, wanted, got):
    print(f"ok boto3: {title}" if wanted == got else f"not ok boto3: {title}: wanted {wanted!r}, got {got!r}", flush=True)


def refusal(call, **asked):
    try:
        call(**asked)
    except ClientError as error:
        return error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]
    return "nothing was refused", 200


def until(look):
    for _ in range(60):
        found = look()
        if found:
            return found
        time.sleep(1)
    return None


def a_line(event_id):
    now = int(time.time() * 1000)
    event = {
        "event_id": event_id,
        "event_name": "view_item",
        "event_ts": now,
        "event_time": now,
        "received_at": now,
        "event_date": datetime.now(timezone.utc).strftime("%Y-%m-%d"),
        "user_id": "witness",
        "session_id": "witness",
        "item_id": ITEM,
        "consent": {"analytics": "granted", "ads": "unknown", "personalization": "granted"},
        "request_id": event_id,
        "request_index": 0,
        "request_count": 1,
        "source": "server",
        "clock_offset_ms": 0,
        "time_flags": [],
        "is_bot": False,
        "bot_reasons": [],
        "streamed": False,
        "props": {"note": "고양이 \u2028 🐈"},
    }
    return json.dumps(event, ensure_ascii=False).encode()


def store():
    """A record into Firehose; its object in S3, byte for byte; its partition in Glue. Returns the object's key."""
    firehose, s3, glue = client("firehose"), client("s3"), client("glue")
    event_id = f"witness-{uuid.uuid4()}"
    line = a_line(event_id)
    answer = firehose.put_record(DeliveryStreamName=f"{PREFIX}-clicks", Record={"Data": line + b"\n"})
    check("put_record answers with a record id", True, len(answer["RecordId"]) > 20)
    check(
        "a stream that is not there is refused",
        ("ResourceNotFoundException", 400),
        refusal(firehose.put_record, DeliveryStreamName="nowhere", Record={"Data": b"x"}),
    )

    def find():
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix="raw/clicks/"):
            for found in sorted(page.get("Contents", []), key=lambda one: one["LastModified"], reverse=True)[:5]:
                stored = s3.get_object(Bucket=BUCKET, Key=found["Key"])["Body"].read()
                if event_id.encode() in gzip.decompress(stored):
                    return found["Key"], stored
        return None

    key, stored = until(find) or ("", gzip.compress(b""))
    check("its object is listed under raw/clicks/", True, key.startswith("raw/clicks/received="))
    check("the object holds its bytes, exactly", True, line in gzip.decompress(stored).split(b"\n"))
    head = s3.head_object(Bucket=BUCKET, Key=key)
    check("head_object gives the MD5 of the bytes", f'"{hashlib.md5(stored).hexdigest()}"', head["ETag"])
    check("an absent object is refused", ("NoSuchKey", 404), refusal(s3.get_object, Bucket=BUCKET, Key="raw/nowhere"))
    large = os.urandom(20_000_000)
    s3.upload_fileobj(io.BytesIO(large), BUCKET, "witness/큰 파일+2")
    back = io.BytesIO()
    s3.download_fileobj(BUCKET, "witness/큰 파일+2", back)
    check("20 MB go there and back in parts", True, back.getvalue() == large)
    s3.delete_object(Bucket=BUCKET, Key="witness/큰 파일+2")

    values = [part.split("=")[1] for part in key.split("/")[2:4]]

    def partition():
        try:
            return glue.get_partition(DatabaseName=DATABASE, TableName="raw_clicks", PartitionValues=values)["Partition"]
        except glue.exceptions.EntityNotFoundException:
            return None

    found = until(partition) or {"Values": None}
    check("its partition is in the catalog", values, found["Values"])
    pages = glue.get_paginator("get_partitions").paginate(DatabaseName=DATABASE, TableName="raw_clicks")
    check("get_partitions lists it", True, values in [one["Values"] for page in pages for one in page["Partitions"]])


def run_job():
    glue = client("glue")

    def start():
        try:
            return glue.start_job_run(JobName=f"{PREFIX}-lake")["JobRunId"]
        except glue.exceptions.ConcurrentRunsExceededException:
            return None  # the pipeline's own

    run = until(start)

    def ended():
        state = glue.get_job_run(JobName=f"{PREFIX}-lake", RunId=run)["JobRun"]["JobRunState"]
        return state if state in ("SUCCEEDED", "FAILED", "TIMEOUT", "STOPPED") else None

    check("a started job run ends SUCCEEDED", "SUCCEEDED", until(ended))


def recommend():
    personalize, runtime, events = client("personalize"), client("personalize-runtime"), client("personalize-events")
    arn = f"arn:aws:personalize:ap-northeast-2:{ACCOUNT}:campaign/{PREFIX}-personal"
    campaign = personalize.describe_campaign(campaignArn=arn)["campaign"]
    check("the campaign is ACTIVE", "ACTIVE", campaign["status"])
    check("and has a time it was made", True, isinstance(campaign["creationDateTime"], datetime))
    metrics = personalize.get_solution_metrics(solutionVersionArn=campaign["solutionVersionArn"])["metrics"]
    check("its model has metrics", True, metrics["normalized_discounted_cumulative_gain_at_25"] > 0)

    def items():
        answer = runtime.get_recommendations(campaignArn=arn, userId=VISITOR, numResults=10)
        return [one["itemId"] for one in answer["itemList"]]

    before = items()
    check("get_recommendations gives ten different items", 10, len(set(before)))
    tracker = personalize.list_event_trackers(datasetGroupArn=GROUP)["eventTrackers"][0]["eventTrackerArn"]
    tracking = personalize.describe_event_tracker(eventTrackerArn=tracker)["eventTracker"]["trackingId"]
    click = {"eventType": "View", "itemId": ITEM, "sentAt": datetime.now(timezone.utc)}
    events.put_events(
        trackingId=tracking,
        userId=VISITOR,
        sessionId="boto3",
        eventList=[{**click, "eventId": f"boto3-{uuid.uuid4()}"} for _ in range(3)],
    )
    check("put_events changes the list", True, items() != before)
    check(
        "a campaign that is not there is refused",
        ("ResourceNotFoundException", 404),
        refusal(runtime.get_recommendations, campaignArn=f"{arn}-not", userId=VISITOR),
    )


def batch():
    """Batch inference, and forgetting a user, of whom only the stream knows."""
    personalize, events, s3 = client("personalize"), client("personalize-events"), client("s3")
    base = f"arn:aws:personalize:ap-northeast-2:{ACCOUNT}"
    role = f"arn:aws:iam::{ACCOUNT}:role/{PREFIX}-personalize"
    name = f"boto3-{uuid.uuid4()}"
    version = personalize.describe_campaign(campaignArn=f"{base}:campaign/{PREFIX}-personal")["campaign"]["solutionVersionArn"]
    s3.put_object(Bucket=BUCKET, Key=f"witness/in/{name}.json", Body=json.dumps({"userId": VISITOR}).encode() + b"\nnot json\n")
    asked = {
        "solutionVersionArn": version,
        "roleArn": role,
        "numResults": 7,
        "jobInput": {"s3DataSource": {"path": f"s3://{BUCKET}/witness/in/{name}.json"}},
        "jobOutput": {"s3DataDestination": {"path": f"s3://{BUCKET}/witness/out/"}},
    }
    job = personalize.create_batch_inference_job(jobName=name, **asked)["batchInferenceJobArn"]

    def ended():
        found = personalize.describe_batch_inference_job(batchInferenceJobArn=job)["batchInferenceJob"]["status"]
        return found if found in ("ACTIVE", "CREATE FAILED") else None

    check("a batch inference job becomes ACTIVE", "ACTIVE", until(ended))
    output = s3.get_object(Bucket=BUCKET, Key=f"witness/out/{name}.json.out")["Body"].read().decode()
    first, second = (json.loads(line) for line in output.splitlines())
    check("its output has the input, seven items and no error", ({"userId": VISITOR}, 7, None), (first["input"], len(set(first["output"]["recommendedItems"])), first["error"]))
    check("and a line that is none says so", "Input line is not a valid JSON object.", second["error"])
    check("a name is taken once", ("ResourceAlreadyExistsException", 403), refusal(personalize.create_batch_inference_job, jobName=name, **asked))

    tracker = personalize.list_event_trackers(datasetGroupArn=GROUP)["eventTrackers"][0]["eventTrackerArn"]
    tracking = personalize.describe_event_tracker(eventTrackerArn=tracker)["eventTracker"]["trackingId"]
    click = {"eventType": "View", "itemId": ITEM, "sentAt": datetime.now(timezone.utc)}
    clicks = [{**click, "eventId": f"{name}-{number}"} for number in range(3)]
    events.put_events(trackingId=tracking, userId=name, sessionId=name, eventList=clicks)
    s3.put_object(Bucket=BUCKET, Key=f"witness/gone-{name}.csv", Body=f"USER_ID\n{name}\n".encode())
    source = {"dataLocation": f"s3://{BUCKET}/witness/gone-{name}.csv"}
    group = f"{base}:dataset-group/{PREFIX}"
    deletion = personalize.create_data_deletion_job(jobName=name, datasetGroupArn=group, dataSource=source, roleArn=role)

    def forgotten():
        found = personalize.describe_data_deletion_job(dataDeletionJobArn=deletion["dataDeletionJobArn"])["dataDeletionJob"]
        return (found["status"], found.get("numDeleted")) if found["status"] in ("COMPLETED", "FAILED") else None

    check("a data deletion job takes out what the user did", ("COMPLETED", 3), until(forgotten))
    for key in (f"in/{name}.json", f"out/{name}.json.out", f"gone-{name}.csv"):
        s3.delete_object(Bucket=BUCKET, Key=f"witness/{key}")


def learn():
    """A model of one's own: import, train, deploy, ask, tell, ask again. This boto3 is older than automatic training."""
    s3, personalize, runtime, events = (
        client(name) for name in ("s3", "personalize", "personalize-runtime", "personalize-events")
    )
    fields = [("USER_ID", "string"), ("ITEM_ID", "string"), ("TIMESTAMP", "long"), ("EVENT_TYPE", "string")]
    rows = [(f"u{n % 50}", f"i{n % 5 * 8 + n * 7 % 8}", 1780000000 + n * 60, "View") for n in range(1500)]
    lines = [[name for name, _ in fields], *rows]
    body = "\n".join(",".join(map(str, line)) for line in lines)
    s3.put_object(Bucket=BUCKET, Key="t2/witness-boto/interactions/part-0.csv", Body=body.encode())

    def active(what, describe, member, **asked):
        def look():
            status = describe(**asked)[member]["status"]
            return status if status == "ACTIVE" or "FAILED" in status else None

        check(f"its {what} becomes ACTIVE", "ACTIVE", until(look))

    name = "witness-boto"
    group = personalize.create_dataset_group(name=name)["datasetGroupArn"]
    active("dataset group", personalize.describe_dataset_group, "datasetGroup", datasetGroupArn=group)
    schema = {
        "type": "record",
        "name": "Interactions",
        "namespace": "com.amazonaws.personalize.schema",
        "fields": [{"name": field, "type": kind} for field, kind in fields],
        "version": "1.0",
    }
    schema_arn = personalize.create_schema(name=name, schema=json.dumps(schema))["schemaArn"]
    dataset = personalize.create_dataset(
        name=name, datasetGroupArn=group, datasetType="Interactions", schemaArn=schema_arn
    )["datasetArn"]
    active("dataset", personalize.describe_dataset, "dataset", datasetArn=dataset)
    job = personalize.create_dataset_import_job(
        jobName=name,
        datasetArn=dataset,
        dataSource={"dataLocation": f"s3://{BUCKET}/t2/witness-boto/interactions/"},
        roleArn=f"arn:aws:iam::{ACCOUNT}:role/{PREFIX}-personalize",
    )["datasetImportJobArn"]
    active("import", personalize.describe_dataset_import_job, "datasetImportJob", datasetImportJobArn=job)
    recipe = "arn:aws:personalize:::recipe/aws-user-personalization"
    solution = personalize.create_solution(name=name, datasetGroupArn=group, recipeArn=recipe)["solutionArn"]
    active("solution", personalize.describe_solution, "solution", solutionArn=solution)
    version = personalize.create_solution_version(solutionArn=solution)["solutionVersionArn"]
    active("version", personalize.describe_solution_version, "solutionVersion", solutionVersionArn=version)
    campaign = personalize.create_campaign(name=name, solutionVersionArn=version, minProvisionedTPS=1)["campaignArn"]
    active("campaign", personalize.describe_campaign, "campaign", campaignArn=campaign)
    tracker = personalize.create_event_tracker(name=name, datasetGroupArn=group)
    active(
        "tracker",
        personalize.describe_event_tracker,
        "eventTracker",
        eventTrackerArn=tracker["eventTrackerArn"],
    )

    def items():
        answer = runtime.get_recommendations(campaignArn=campaign, userId="stranger", numResults=10)
        return [one["itemId"] for one in answer["itemList"]]

    before = items()
    check("its campaign recommends ten items", 10, len(set(before)))
    now = datetime.now(timezone.utc)
    seen = [{"eventType": "View", "itemId": item, "sentAt": now} for item in ("i33", "i34", "i35")]
    events.put_events(trackingId=tracker["trackingId"], userId="stranger", sessionId="own", eventList=seen)
    check("and other ones after put_events", True, items() != before)


def others():
    live = boto3.resource(
        "dynamodb",
        endpoint_url=ENDPOINT,
        region_name="ap-northeast-2",
        aws_access_key_id="local",
        aws_secret_access_key="local",
    ).Table(f"{PREFIX}-ledger").get_item(Key={"kind": "live", "id": "personal"})["Item"]
    check("DynamoDB has what is live", True, live["campaignArn"].endswith(f"{PREFIX}-personal"))
    answer = client("lambda").invoke(FunctionName=f"{PREFIX}-retrain", Payload=json.dumps({"date": "not a date"}).encode())
    check("a function's own error is told as one", "Unhandled", answer.get("FunctionError"))
    check("STS names the account", ACCOUNT, client("sts").get_caller_identity()["Account"])


def store_much():
    s3 = client("s3")
    size = 100 * 1024 * 1024
    block = os.urandom(1024 * 1024)
    data = b"".join(hashlib.md5(str(number).encode()).digest() + block[16:] for number in range(size // len(block)))
    s3.upload_fileobj(io.BytesIO(data), BUCKET, "witness/100 MB", Config=TransferConfig(multipart_chunksize=8 * 1024 * 1024))
    check("100 MB go up in 13 parts", True, s3.head_object(Bucket=BUCKET, Key="witness/100 MB")["ETag"].endswith('-13"'))
    back = io.BytesIO()
    s3.download_fileobj(BUCKET, "witness/100 MB", back)
    check("and come back byte for byte", hashlib.sha256(data).hexdigest(), hashlib.sha256(back.getvalue()).hexdigest())
    s3.delete_object(Bucket=BUCKET, Key="witness/100 MB")

    keys = sorted(f"witness/many/{number % 7} 나무+{number}" for number in range(5000))
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda key: s3.put_object(Bucket=BUCKET, Key=key, Body=key.encode()), keys))
    for operation in ("list_objects_v2", "list_objects"):
        pages = [page["Contents"] for page in s3.get_paginator(operation).paginate(Bucket=BUCKET, Prefix="witness/many/")]
        listed = [one["Key"] for page in pages for one in page]
        check(f"{operation} gives 5,000 keys in order, 1,000 a page", (5, True), (len(pages), listed == sorted(keys, key=str.encode)))
    for start in range(0, len(keys), 1000):
        s3.delete_objects(Bucket=BUCKET, Delete={"Objects": [{"Key": key} for key in keys[start : start + 1000]], "Quiet": True})
    check("delete_objects takes them a thousand at a time", 0, s3.list_objects_v2(Bucket=BUCKET, Prefix="witness/many/")["KeyCount"])


def store_a_stream():
    """A body of unknown length, as a chunked request that aws-chunked frames: what SDKs send for streams."""
    pieces = [os.urandom(70_000), b"", os.urandom(5)]

    def framed():
        for piece in filter(None, pieces):
            yield b"%x\r\n%s\r\n" % (len(piece), piece)
        checksum = base64.b64encode(zlib.crc32(b"".join(pieces)).to_bytes(4, "big"))
        yield b"0\r\nx-amz-checksum-crc32:" + checksum + b"\r\n\r\n"

    host, port = ENDPOINT.removeprefix("http://").split(":")
    headers = {
        "Content-Encoding": "aws-chunked",
        "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
        "x-amz-trailer": "x-amz-checksum-crc32",
        "x-amz-decoded-content-length": str(sum(map(len, pieces))),
    }
    connection = http.client.HTTPConnection(host, int(port))
    connection.request("PUT", f"/{BUCKET}/witness/stream", body=framed(), headers=headers, encode_chunked=True)
    check("a streamed put is taken", 200, connection.getresponse().status)
    s3 = client("s3")
    check("and is the stream's bytes", b"".join(pieces), s3.get_object(Bucket=BUCKET, Key="witness/stream")["Body"].read())
    s3.delete_object(Bucket=BUCKET, Key="witness/stream")


for flow in (store, store_much, store_a_stream, run_job, recommend, batch, others):
    try:
        flow()
    except Exception as error:  # a flow that breaks is one failed check; the others still tell
        print(f"not ok boto3: {flow.__name__}: {type(error).__name__}: {str(error)[:500]}", flush=True)
sys.exit(0)
