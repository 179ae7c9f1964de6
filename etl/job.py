"""Follows a plan on AWS Glue (Spark 3.5): --plan lake --bucket B, or --plan export --bucket B --run RUN.

It reads the same plans, tables and SQL as etl/duckdb.ts, from scripts/etl/ of the bucket. Three things differ:
- It makes T1 and the marts anew each time; the DuckDB runner takes only what is new, and gives the same rows.
- For a line of a wrong type Spark does not say which member is to blame: `path` is empty in its quarantine line.
- The product database is read over JDBC when --product_db_url is given: see millrace_product_database.py; without it the source
  is skipped, and the manifest says so. A file of SQLite is no database Glue can reach.

A bucket of the form file:/a/folder is a lake in a folder, which is how the tests run this file.
"""

import base64
import gzip
import hashlib
import json
import re
import sys
import time
import urllib.parse
import zlib
from datetime import datetime, timedelta, timezone

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as f
from pyspark.sql.types import ArrayType, BooleanType, StringType, StructField, StructType

from millrace_lakes import FolderLake, S3Lake
from millrace_product_database import copy_product_database

PASSING = {"generatedAt", "job"}
CONTENT_TYPES = {"parquet": "application/vnd.apache.parquet", "csv": "text/csv; charset=utf-8"}


class UnsupportedPlan(Exception):
    """The plan asks for something that this runner cannot do."""


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
        for plan in self.plan.get("plans", []):
            Job(self.lake, json.loads(self.script(f"plans/{plan}.json")), self.args).run()
        if "plans" not in self.plan:
            self.follow()

    def follow(self):
        for name in self.plan["arguments"]:
            self.key(f"{{{name}}}")
        if self.plan["snapshot"]:
            self.sources["product_db"] = copy_product_database(self.spark, self.lake, self.args)
        try:
            for source in self.plan["inputs"]:
                self.read(source)
            self.view("job_inputs", self.frame("job_inputs", self.inputs))
            for step in self.plan["steps"]:
                rows = self.spark.sql(self.step(step))
                if step in self.plan.get("views", []):
                    rows.createOrReplaceTempView(step)
                else:
                    self.view(step, rows)
            self.store_quarantine()
            self.write()
        finally:
            for left in self.lake.list(self.scratch):
                self.lake.remove(left["key"])

    # reading

    def read(self, source):
        table = json.loads(self.script(f"tables/{source['table']}.json"))
        objects = [o for prefix in source["prefixes"] for o in self.lake.list(prefix) if not o["key"].endswith("/")]
        if source.get("take") == "counts":
            self.count_only(source, objects)
        elif source["format"] == "parquet":
            objects = [o for o in objects if o["key"].endswith(".parquet")]
            # all is made anew: nothing that was there before counts, and every day has changed
            self.read_parquet(source, table, [] if source.get("take") == "touched" else recent(objects, source.get("days")))
        elif source["format"] == "ndjson":
            objects = [o for o in objects if source.get("skip", "\0") not in o["key"]]
            self.read_lines(source, table, self.newest(objects, source.get("newest")))
        else:
            raise UnsupportedPlan(f"input format {source['format']}")

    def count_only(self, source, objects):
        """Raw lines were counted when T1 was made; what collect refused is counted here."""
        name = source["table"]
        if name == "raw_clicks":
            manifest = json.loads(self.lake.get("t1/manifest.json"))
            self.inputs += [i for i in manifest["inputs"] if i["input"] == name]
            return
        objects = [o for o in objects if source.get("skip", "\0") not in o["key"]]
        read = self.lines_of(objects) if objects else None
        counts = {self.key_of(r["file"], objects): r["count"] for r in read.groupBy("file").count().collect()} if read else {}
        for o in objects:
            lines = counts.get(o["key"], 0)
            self.inputs.append({"input": name, "key": o["key"], "etag": o["etag"], "lines": lines, "kept": lines})

    def read_parquet(self, source, table, objects):
        name = source.get("as", source["table"])
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
        lines = self.lines_of(objects)
        with_corrupt = StructType([*schema.fields, StructField("_corrupt", StringType())])
        read = lines.withColumn(
            "row", f.from_json("line", with_corrupt, {"columnNameOfCorruptRecord": "_corrupt", "mode": "PERMISSIVE"})
        ).withColumn("reason", f.coalesce("problem", self.reason(table)))
        read = read.localCheckpoint(eager=True)
        kept = read.where("reason is null").select("row.*").drop("_corrupt")
        self.view(name, kept)
        self.count(name, objects, read)
        self.keep_apart(objects, read.where("reason is not null"))

    def newest(self, objects, partition):
        """A copy of the product database counts when its manifest is there; one that somebody else put there has none."""
        whole = {o["key"][len("raw/snapshots/taken=") : -len(".json")] for o in self.lake.list("raw/snapshots/taken=")}
        return newest([o for o in objects if partition_of(o, partition) in whole] or objects, partition)

    def lines_of(self, objects):
        """Lines that are not blank, with their file. Spark's own reader fails at a damaged gzip, so such objects are unpacked by
        Python as far as they go; their last line has a problem."""
        damaged = self.damaged(objects)
        whole = [self.lake.url(o["key"]) for o in objects if o["key"] not in damaged]
        broken = [self.lake.url(o["key"]) for o in objects if o["key"] in damaged]
        parts = []
        if whole:
            text = self.spark.read.text(whole).select(f.col("value").alias("line"), f.input_file_name().alias("file"))
            parts.append(text.withColumn("problem", f.lit(None).cast("string")))
        if broken:
            row = StructType([StructField("line", StringType()), StructField("problem", StringType())])
            unpack = f.udf(readable_lines, ArrayType(row))
            content = self.spark.read.format("binaryFile").load(broken).select("path", f.explode(unpack("content")).alias("each"))
            parts.append(content.select("each.line", f.col("path").alias("file"), "each.problem"))
        lines = parts[0] if len(parts) == 1 else parts[0].unionByName(parts[1])
        lines = lines.withColumn("line", f.regexp_replace("line", "^\ufeff", ""))
        return lines.where((f.trim("line") != "") | f.col("problem").isNotNull())

    def damaged(self, objects):
        zipped = [self.lake.url(o["key"]) for o in objects if o["key"].endswith(".gz")]
        if not zipped:
            return set()
        is_damaged = f.udf(lambda content: any(problem for _, problem in readable_lines(content)), BooleanType())
        files = self.spark.read.format("binaryFile").load(zipped).where(is_damaged("content")).select("path").collect()
        return {self.key_of(row["path"], objects) for row in files}

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
    latest = max((partition_of(o, partition) for o in objects), default="")
    return [o for o in objects if latest and partition_of(o, partition) == latest]


def partition_of(o, partition):
    return (re.findall(rf"/{partition}=([^/]+)/", o["key"]) or [""])[0]


def recent(objects, days):
    """Objects of the last calendar days up to the newest partition, as plans count them."""
    if days is None:
        return objects
    day = lambda o: re.findall(r"/event_date=([^/]+)/", o["key"])[0]
    last = max(map(day, objects), default="1970-01-01")
    first = (datetime.strptime(last, "%Y-%m-%d") - timedelta(days=days)).strftime("%Y-%m-%d")
    return [o for o in objects if day(o) > first]


def readable_lines(content):
    """What can be read of a gzip: (line, None) each, and at the end (line, "truncated_object") when it is damaged."""
    unpacked, left, is_whole = b"", bytes(content), True
    while left:
        one = zlib.decompressobj(31)
        try:
            for at in range(0, len(left), 65536):
                unpacked += one.decompress(left[at : at + 65536])
                if one.eof:
                    break
            is_whole = one.eof
        except zlib.error:
            is_whole = False
        if not is_whole:
            break
        left = one.unused_data + left[at + 65536 :]
    *lines, last = unpacked.decode("utf-8", "replace").split("\n")
    read = [(line, None) for line in lines]
    return read + ([(last, None)] if is_whole and last else [] if is_whole else [(last, "truncated_object")])


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
