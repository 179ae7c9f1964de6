"""Follows a plan on AWS Glue (Spark 3.5): --plan lake --bucket B, or --plan export --bucket B --run RUN.

It reads the same plans, tables and SQL as etl/duckdb.ts, from scripts/etl/ of the bucket. Three things differ:
- A damaged gzip fails the job with the object's name; the DuckDB runner keeps what can still be read of it.
- For a line of a wrong type Spark does not say which member is to blame: `path` is empty in its quarantine line.
- The product database is read over JDBC when --product_db_url is given (a driver and a Glue connection must exist);
  without it the source is skipped, and the manifest says so. A file of SQLite is no database Glue can reach.

A bucket of the form file:/a/folder is a lake in a folder, which is how the tests run this file.
"""

import base64
import gzip
import hashlib
import json
import os
import re
import sys
import time
import urllib.parse
from datetime import datetime, timezone

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as f
from pyspark.sql.types import BooleanType, StringType, StructField, StructType

PASSING = {"generatedAt", "job"}
SNAPSHOT_TABLES = {
    "products": "product_id",
    "orders": "order_id",
    "order_items": "order_id, line",
    "users": "user_id",
}
CONTENT_TYPES = {"parquet": "application/vnd.apache.parquet", "csv": "text/csv; charset=utf-8"}


class UnsupportedPlan(Exception):
    """The plan asks for something that this runner cannot do."""


class S3Lake:
    """A bucket. Scripts are read from it too."""

    def __init__(self, bucket):
        import boto3  # Glue has it; a lake in a folder does without

        self.bucket = bucket
        self.s3 = boto3.client("s3")
        self.missing = self.s3.exceptions.NoSuchKey

    def url(self, key):
        return f"s3://{self.bucket}/{key}"

    def list(self, prefix):
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=prefix)
        return [
            {"key": o["Key"], "etag": o["ETag"].strip('"'), "day": o["LastModified"].strftime("%Y-%m-%d")}
            for page in pages
            for o in page.get("Contents", [])
        ]

    def get(self, key):
        try:
            return self.s3.get_object(Bucket=self.bucket, Key=key)["Body"].read()
        except self.missing:
            return None

    def put(self, key, body, content_type):
        self.s3.put_object(Bucket=self.bucket, Key=key, Body=body, ContentType=content_type)

    def copy(self, source, key, content_type):
        # one server-side copy replaces the object whole; S3 allows it up to 5 GB
        self.s3.copy_object(
            Bucket=self.bucket,
            Key=key,
            CopySource={"Bucket": self.bucket, "Key": source},
            ContentType=content_type,
            MetadataDirective="REPLACE",
        )

    def remove(self, key):
        self.s3.delete_object(Bucket=self.bucket, Key=key)

    def script(self, name):
        return self.get(f"scripts/etl/{name}")


class FolderLake:
    """A lake in a folder. Scripts are those beside this file."""

    def __init__(self, folder):
        self.folder = folder

    def url(self, key):
        return f"file:{self.path(key)}"

    def path(self, key):
        return os.path.join(self.folder, key)

    def list(self, prefix):
        found = []
        for folder, _, files in os.walk(self.folder):
            for name in files:
                key = os.path.relpath(os.path.join(folder, name), self.folder)
                if key.startswith(prefix) and not name.endswith(".crc"):
                    etag = hashlib.md5(self.get(key)).hexdigest()
                    found.append({"key": key, "etag": etag, "day": "1970-01-01"})
        return sorted(found, key=lambda o: o["key"])

    def get(self, key):
        if not os.path.exists(self.path(key)):
            return None
        with open(self.path(key), "rb") as file:
            return file.read()

    def put(self, key, body, content_type):
        os.makedirs(os.path.dirname(self.path(key)), exist_ok=True)
        with open(self.path(key), "wb") as file:
            file.write(body)

    def copy(self, source, key, content_type):
        self.put(key, self.get(source), content_type)

    def remove(self, key):
        os.remove(self.path(key))

    def script(self, name):
        path = os.path.join(os.path.dirname(os.path.abspath(__file__)), name)
        if not os.path.exists(path):
            return None
        with open(path, "rb") as file:
            return file.read()


class Job:
    def __init__(self, lake, plan, args):
        self.lake, self.plan, self.args = lake, plan, args
        self.spark = (
            SparkSession.builder.appName(f"millrace-{plan['name']}")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.sources.partitionColumnTypeInference.enabled", "false")
            .config("spark.sql.parquet.inferTimestampNTZ.enabled", "false")
            .getOrCreate()
        )
        self.inputs, self.outputs, self.sources, self.quarantined = [], [], {}, {}
        self.scratch = f"tmp/etl/{plan['name']}-{args.get('JOB_RUN_ID', str(time.time_ns()))}/"

    def run(self):
        for name in self.plan["arguments"]:
            self.key(f"{{{name}}}")
        if self.plan["snapshot"]:
            self.sources["product_db"] = self.take_snapshot()
        try:
            for source in self.plan["inputs"]:
                self.read(source)
            self.view("job_inputs", self.frame("job_inputs", self.inputs))
            for step in self.plan["steps"]:
                self.view(step, self.spark.sql(self.step(step)))
            self.store_quarantine()
            self.write()
        finally:
            for left in self.lake.list(self.scratch):
                self.lake.remove(left["key"])

    # reading

    def read(self, source):
        table = json.loads(self.script(f"tables/{source['table']}.json"))
        objects = [o for prefix in source["prefixes"] for o in self.lake.list(prefix) if not o["key"].endswith("/")]
        if source["format"] == "parquet":
            self.read_parquet(source, table, [o for o in objects if o["key"].endswith(".parquet")])
        elif source["format"] == "ndjson":
            objects = [o for o in objects if source.get("skip", "\0") not in o["key"]]
            self.read_lines(source, table, newest(objects, source.get("newest")))
        else:
            raise UnsupportedPlan(f"input format {source['format']}")

    def read_parquet(self, source, table, objects):
        name = source["table"]
        self.inputs += [{"input": name, "key": o["key"], "etag": o["etag"], "lines": 0, "kept": 0} for o in objects]
        self.sources[name] = {"objects": len(objects)}
        schema = self.schema(table)
        if not objects:
            return self.view(name, self.spark.createDataFrame([], schema))
        base = self.lake.url(source["prefixes"][0])
        paths = [self.lake.url(o["key"]) for o in objects]
        found = self.spark.read.option("basePath", base).option("mergeSchema", "true").parquet(*paths)
        columns = [
            (f.col(c.name) if c.name in found.columns else f.lit(None)).cast(c.dataType).alias(c.name) for c in schema
        ]
        self.view(name, found.select(columns))

    def read_lines(self, source, table, objects):
        name = source["table"]
        schema = self.schema(table)
        if not objects:
            self.sources[name] = {"objects": 0, "rows": 0}
            return self.view(name, self.spark.createDataFrame([], schema))
        lines = (
            self.spark.read.text([self.lake.url(o["key"]) for o in objects])
            .select(f.regexp_replace("value", "^\ufeff", "").alias("line"), f.input_file_name().alias("file"))
            .where(f.trim("line") != "")
        )
        with_corrupt = StructType([*schema.fields, StructField("_corrupt", StringType())])
        read = lines.withColumn(
            "row", f.from_json("line", with_corrupt, {"columnNameOfCorruptRecord": "_corrupt", "mode": "PERMISSIVE"})
        ).withColumn("reason", self.reason(table))
        read = read.localCheckpoint(eager=True)
        kept = read.where("reason is null").select("row.*").drop("_corrupt")
        self.view(name, kept)
        self.count(name, objects, read)
        self.keep_apart(objects, read.where("reason is not null"))

    def reason(self, table):
        """Spark's parser stops after the first of two joined objects and says nothing, so such lines are read once more by Python."""
        is_whole = f.udf(is_one_object, BooleanType())
        doubtful = f.col("line").rlike(r"\}\s*\{|\\u[dD][89a-fA-F]") & ~is_whole("line")
        is_object = f.ltrim("line").startswith("{") & f.get_json_object("line", "$").isNotNull()
        unreadable = ~f.coalesce(is_object, f.lit(False)) | doubtful
        wrong = f.col("row._corrupt").isNotNull()
        for column in table["required"]:
            wrong = wrong | f.col(f"row.{column}").isNull()
        for column, pattern in table.get("patterns", {}).items():
            wrong = wrong | ~f.coalesce(f.col(f"row.{column}").rlike(pattern), f.lit(False))
        for column, kind in table["columns"].items():
            if kind == "double":
                is_endless = f.col(f"row.{column}").isin(float("inf"), float("-inf"))
                wrong = wrong | f.coalesce(is_endless, f.lit(False))
        return f.when(unreadable, "unreadable_line").when(wrong, "wrong_type")

    def count(self, name, objects, read):
        counted = {
            self.key_of(row["file"], objects): row
            for row in read.groupBy("file")
            .agg(f.count("*").alias("lines"), f.count_if(f.col("reason").isNull()).alias("kept"))
            .collect()
        }
        for o in objects:
            row = counted.get(o["key"])
            lines, kept = (row["lines"], row["kept"]) if row else (0, 0)
            self.inputs.append({"input": name, "key": o["key"], "etag": o["etag"], "lines": lines, "kept": kept})
        rows = sum(i["kept"] for i in self.inputs if i["input"] == name)
        taken = re.search(r"/taken=([^/]+)/", objects[0]["key"])
        self.sources[name] = {"objects": len(objects), "rows": rows, **({"taken": taken.group(1)} if taken else {})}

    def key_of(self, file, objects):
        decoded = urllib.parse.unquote(file)
        return next(o["key"] for o in objects if decoded.endswith("/" + o["key"]) or file.endswith("/" + o["key"]))

    # quarantine

    def keep_apart(self, objects, refused):
        for row in refused.select("file", "reason", "line").toLocalIterator():
            key = self.key_of(row["file"], objects)
            source = next(o for o in objects if o["key"] == key)
            day = re.search(r"=(\d{4}-\d{2}-\d{2})/", key)
            name = hashlib.sha256(key.encode()).hexdigest()[:32]
            folder = f"quarantine/reason={row['reason']}/date={day.group(1) if day else source['day']}/"
            self.quarantined.setdefault(f"{folder}etl-{self.plan['name']}-{name}.ndjson.gz", []).append(
                {
                    "reason": row["reason"],
                    "path": "",
                    **request_of(row["line"]),
                    "stage": "etl",
                    "object": {"key": key, "etag": source["etag"]},
                    "original": base64.b64encode(row["line"].encode()).decode(),
                }
            )

    def store_quarantine(self):
        for key, lines in self.quarantined.items():
            text = "".join(sorted(json.dumps(line, ensure_ascii=False) + "\n" for line in lines))
            self.lake.put(key, gzip.compress(text.encode(), mtime=0), "application/x-ndjson")
        for stored in self.lake.list("quarantine/"):
            if f"/etl-{self.plan['name']}-" in stored["key"] and stored["key"] not in self.quarantined:
                self.lake.remove(stored["key"])

    # writing

    def write(self):
        documents = [o for o in self.plan["outputs"] if o["write"] == "json"]
        for output in self.plan["outputs"]:
            if output["write"] in ("parquet", "csv"):
                self.write_files(output)
            elif output["write"] != "json":
                raise UnsupportedPlan(f"output {output['write']}")
        for document in documents:
            self.write_document(document)

    def write_files(self, output):
        """Spark writes to a scratch prefix under names of its own; one copy per partition then swaps the object in."""
        kind, table, prefix = output["write"], output["from"], self.key(output["to"])
        by = output.get("partitionBy")
        staging = f"{self.scratch}{table}/"
        rows = self.spark.table(table)
        # sorted by the partition first: else Spark's writer sorts by it once more and forgets the rest
        order = [by, *output["orderBy"]] if by else output["orderBy"]
        frame = (rows.repartition(f.col(by)) if by else rows.repartition(1)).sortWithinPartitions(*order)
        writer = frame.write.mode("overwrite")
        if by:
            writer = writer.partitionBy(by)
        if kind == "csv":
            writer.options(header="true", quote='"', escape="\\", emptyValue="").csv(self.lake.url(staging))
        else:
            writer.option("compression", "zstd").parquet(self.lake.url(staging))
        counts = {r[0]: r[1] for r in rows.groupBy(by).count().collect()} if by else {None: rows.count()}
        stored = {o["key"]: o["etag"] for o in self.lake.list(prefix)}
        for staged in self.lake.list(staging):
            part = re.fullmatch(rf"{re.escape(staging)}(?:{by}=([A-Za-z0-9._-]+)/)?part-[^/]*\.{kind}", self.plain(staged))
            if not part:
                continue
            value = part.group(1)
            key = f"{prefix}{f'{by}={value}/' if by else ''}part-0.{kind}"
            if any(o["key"] == key for o in self.outputs):
                raise UnsupportedPlan(f"Spark wrote {key} in several files; maxRecordsPerFile must not be set")
            if stored.pop(key, None) != staged["etag"]:
                self.lake.copy(staged["key"], key, CONTENT_TYPES[kind])
            self.outputs.append({"key": key, "rows": counts.get(value, 0), "md5": staged["etag"]})
        for stale in stored:
            self.lake.remove(stale)

    def plain(self, staged):
        """Spark puts the codec into the name: part-0000-….zstd.parquet."""
        return re.sub(r"\.(?:c\d+\.)?zstd\.parquet$", ".parquet", staged["key"])

    def write_document(self, output):
        key = self.key(output["to"])
        document = {name: self.member(member) for name, member in output["members"].items()}
        stored = self.lake.get(key)
        if stored is None or lasting(json.loads(stored)) != lasting(document):
            body = json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n"
            self.lake.put(key, body.encode(), "application/json; charset=utf-8")

    def member(self, member):
        (kind, name), = member.items()
        if kind == "argument":
            return self.args[name]
        if kind == "fact":
            return {
                "inputs": self.inputs,
                "outputs": self.outputs,
                "sources": self.sources,
                "job": self.args.get("JOB_RUN_ID", self.plan["name"]),
                "generatedAt": time.time_ns() // 1_000_000,
            }[name]
        if kind == "count":
            return self.spark.table(name).count()
        rows = [row.asDict(recursive=True) for row in self.spark.table(name).collect()]
        if kind == "rows":
            return rows
        if len(rows) != 1:
            raise UnsupportedPlan(f"{name} must have exactly one row, and has {len(rows)}")
        if kind == "row":
            return rows[0]
        if kind == "value":
            return next(iter(rows[0].values()))
        raise UnsupportedPlan(f"document member {kind}")

    # the product database

    def take_snapshot(self):
        url = self.args.get("product_db_url")
        if not url:
            return {"skipped": "--product_db_url is not given"}
        if not url.startswith("jdbc:"):
            raise UnsupportedPlan(f"--product_db_url must be a JDBC address; Glue cannot open {url.split(':')[0]}")
        taken = datetime.now(timezone.utc).strftime("%Y-%m-%d")
        rows = {}
        for table, order in SNAPSHOT_TABLES.items():
            frame = self.spark.read.format("jdbc").option("url", url).option("dbtable", table).load()
            ordered = frame.orderBy(*[c.strip() for c in order.split(",")])
            lines = [line for line in ordered.toJSON().toLocalIterator()]
            body = gzip.compress("".join(line + "\n" for line in lines).encode(), mtime=0)
            key = f"raw/snapshots/{table}/taken={taken}/part-0.ndjson.gz"
            if self.lake.get(key) != body:
                self.lake.put(key, body, "application/x-ndjson")
            rows[table] = len(lines)
        return {"taken": taken, "rows": rows}

    # small things

    def script(self, name):
        body = self.lake.script(name)
        if body is None:
            raise UnsupportedPlan(f"scripts/etl/{name} is not there; publish the ETL again")
        return body.decode()

    def step(self, name):
        own = self.lake.script(f"{name}.sql")
        return own.decode() if own is not None else self.script(f"generated/{name}.sql")

    def key(self, text):
        def value(match):
            given = self.args.get(match.group(1), "")
            if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", given):
                raise ValueError(f"--{match.group(1)} {given!r}: letters, digits, dot, dash and underscore only")
            return given

        return re.sub(r"\{(\w+)\}", value, text)

    def view(self, name, frame: DataFrame):
        """Computed once, here. A cached frame would carry the plans of all before it, which grow without end; when an
        executor is lost with its blocks, the job fails and is started again."""
        frame.localCheckpoint(eager=True).createOrReplaceTempView(name)

    def schema(self, table):
        ddl = ", ".join(f"`{name}` {kind}" for name, kind in table["columns"].items())
        return self.spark.createDataFrame([], ddl).schema

    def frame(self, name, rows):
        schema = self.schema(json.loads(self.script(f"tables/{name}.json")))
        return self.spark.createDataFrame([tuple(row[c] for c in schema.names) for row in rows], schema)


def newest(objects, partition):
    if partition is None:
        return objects
    value = lambda o: (re.findall(rf"/{partition}=([^/]+)/", o["key"]) or [""])[0]
    latest = max(map(value, objects), default="")
    return [o for o in objects if latest and value(o) == latest]


def is_one_object(line):
    try:
        if not isinstance(json.loads(line), dict):
            return False
        json.dumps(json.loads(line), ensure_ascii=False).encode()  # half of a surrogate pair has no bytes
        return True
    except ValueError:
        return False


def request_of(line):
    try:
        said = json.loads(line)
    except ValueError:
        said = {}
    said = said if isinstance(said, dict) else {}
    known = {name: said.get(name) for name in ("schema_version", "received_at", "request_id")}
    return known | {name: said[name] for name in ("request_index", "request_count") if name in said}


def lasting(document):
    return {name: value for name, value in document.items() if name not in PASSING}


def arguments(argv):
    """--name value pairs; Glue adds some of its own, which are left alone."""
    pairs = zip(argv, argv[1:])
    return {name[2:]: value for name, value in pairs if name.startswith("--") and not value.startswith("--")}


def main(argv):
    args = arguments(argv)
    bucket, name = args.get("bucket"), args.get("plan")
    if not bucket or not name or not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise SystemExit("usage: job.py --plan lake|export --bucket BUCKET [--run RUN]")
    lake = FolderLake(bucket[len("file:") :]) if bucket.startswith("file:") else S3Lake(bucket)
    body = lake.script(f"plans/{name}.json")
    if body is None:
        raise SystemExit(f"there is no plan {name}")
    Job(lake, json.loads(body), args).run()


if __name__ == "__main__":
    main(sys.argv[1:])
