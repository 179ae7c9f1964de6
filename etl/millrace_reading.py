"""Reads the inputs of a plan as tables of Spark: lines strictly, with those that cannot be read kept apart; Parquet as it is."""

import json
import re
import urllib.parse
from datetime import datetime, timedelta

import millrace_lines
from pyspark import cloudpickle
from pyspark.sql import functions as f
from pyspark.sql.types import ArrayType, BooleanType, StringType, StructField, StructType

# executors need not have the module: its functions travel with the work
cloudpickle.register_pickle_by_value(millrace_lines)


MOST_UNFIT = 10  # of a hundred rows of a copy: etl/runner/unfit-copies.ts says why


class UnfitCopy(Exception):
    """Of a copy of the product database too many rows could not be read."""


class UnsupportedPlan(Exception):
    """The plan asks for something that this runner cannot do."""


class Reader:
    def __init__(self, job):
        self.job, self.lake, self.spark = job, job.lake, job.spark
        self.inputs, self.sources = [], {}

    def read(self, source):
        table = json.loads(self.job.script(f"tables/{source['table']}.json"))
        prefixes = [self.job.key(prefix) for prefix in source["prefixes"]]
        objects = [o for prefix in prefixes for o in self.lake.list(prefix) if not o["key"].endswith("/")]
        if source.get("take") == "counts":
            self.count_only(source, objects)
        elif source["format"] == "parquet":
            objects = [o for o in objects if o["key"].endswith(".parquet")]
            # all is made anew: nothing that was there before counts, and every day has changed
            self.read_parquet(source, table, [] if source.get("take") == "touched" else recent(objects, source.get("days")))
        elif source["format"] == "ndjson":
            objects = [o for o in objects if source.get("skip", "\0") not in o["key"]]
            self.read_lines(source, table, self.newest(objects, source.get("newest")))
        elif source["format"] == "csv":
            self.read_csv(source, table, [o for o in objects if o["key"].endswith(".csv")])
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
        read = self.lines_of(objects).groupBy("file").count().collect() if objects else []
        counts = {key_of(row["file"], objects): row["count"] for row in read}
        for o in objects:
            self.took(name, o, counts.get(o["key"], 0), counts.get(o["key"], 0))

    def read_parquet(self, source, table, objects):
        name = source.get("as", source["table"])
        for o in objects:
            self.took(name, o, 0, 0)
        self.sources[name] = {"objects": len(objects)}
        schema = self.job.schema(table)
        if not objects:
            return self.job.view(name, self.spark.createDataFrame([], schema))
        base = self.lake.url(source["prefixes"][0])
        paths = [self.lake.url(o["key"]) for o in objects]
        found = self.spark.read.option("basePath", base).option("mergeSchema", "true").parquet(*paths)
        columns = [
            (f.col(c.name) if c.name in found.columns else f.lit(None)).cast(c.dataType).alias(c.name) for c in schema
        ]
        self.job.view(name, found.select(columns))

    def read_csv(self, source, table, objects):
        """What a job wrote itself: a header, and values that hold no quotes."""
        name, schema = source["table"], self.job.schema(table)
        for o in objects:
            self.took(name, o, 0, 0)
        self.sources[name] = {"objects": len(objects)}
        if not objects:
            return self.job.view(name, self.spark.createDataFrame([], schema))
        paths = [self.lake.url(o["key"]) for o in objects]
        self.job.view(name, self.spark.read.schema(schema).option("header", "true").csv(paths))

    def read_lines(self, source, table, objects):
        name = source["table"]
        schema = self.job.schema(table)
        if not objects:
            self.sources[name] = {"objects": 0, "rows": 0}
            return self.job.view(name, self.spark.createDataFrame([], schema))
        with_corrupt = StructType([*schema.fields, StructField("_corrupt", StringType())])
        options = {"columnNameOfCorruptRecord": "_corrupt", "mode": "PERMISSIVE"}
        read = self.lines_of(objects).withColumn("row", f.from_json("line", with_corrupt, options))
        read = read.withColumn("reason", f.coalesce("problem", reason(table))).localCheckpoint(eager=True)
        self.job.view(name, read.where("reason is null").select("row.*").drop("_corrupt"))
        self.count(name, objects, read)
        for row in read.where("reason is not null").select("file", "reason", "line").toLocalIterator():
            key = key_of(row["file"], objects)
            self.job.quarantine.keep(next(o for o in objects if o["key"] == key), row["reason"], row["line"])

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
            unpack = f.udf(millrace_lines.readable_lines, ArrayType(row))
            content = self.spark.read.format("binaryFile").load(broken).select("path", f.explode(unpack("content")).alias("each"))
            parts.append(content.select("each.line", f.col("path").alias("file"), "each.problem"))
        lines = parts[0] if len(parts) == 1 else parts[0].unionByName(parts[1])
        lines = lines.withColumn("line", f.regexp_replace("line", "^\ufeff", ""))
        return lines.where((f.trim("line") != "") | f.col("problem").isNotNull())

    def damaged(self, objects):
        zipped = [self.lake.url(o["key"]) for o in objects if o["key"].endswith(".gz")]
        if not zipped:
            return set()
        is_damaged = f.udf(millrace_lines.is_damaged, BooleanType())
        files = self.spark.read.format("binaryFile").load(zipped).where(is_damaged("content")).select("path").collect()
        return {key_of(row["path"], objects) for row in files}

    def count(self, name, objects, read):
        kept = f.count_if(f.col("reason").isNull()).alias("kept")
        rows = read.groupBy("file").agg(f.count("*").alias("lines"), kept).collect()
        counted = {key_of(row["file"], objects): (row["lines"], row["kept"]) for row in rows}
        for o in objects:
            self.took(name, o, *counted.get(o["key"], (0, 0)))
        rows = sum(i["kept"] for i in self.inputs if i["input"] == name)
        taken = re.search(r"/taken=([^/]+)/", objects[0]["key"])
        self.sources[name] = {"objects": len(objects), "rows": rows, **({"taken": taken.group(1)} if taken else {})}

    def took(self, name, o, lines, kept):
        self.inputs.append({"input": name, "key": o["key"], "etag": o["etag"], "lines": lines, "kept": kept})

    def refuse_unfit_copies(self, sources):
        copies = {source["table"] for source in sources if "newest" in source}
        for i in self.inputs:
            unfit = i["lines"] - i["kept"]
            if i["input"] in copies and unfit * 100 > i["lines"] * MOST_UNFIT:
                raise UnfitCopy(
                    f"{unfit} of {i['lines']} rows of {i['key']} do not fit the lake's table: see which column "
                    f"productDatabase.tables.{i['input']} of pipeline.yml takes, and what it holds; the rows are in quarantine/"
                )


def reason(table):
    """Why a line is no row. Spark's parser stops after the first of two joined objects and says nothing, so such lines are read
    once more by Python."""
    is_whole = f.udf(millrace_lines.is_one_object, BooleanType())
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


def key_of(file, objects):
    decoded = urllib.parse.unquote(file)
    return next(o["key"] for o in objects if decoded.endswith("/" + o["key"]) or file.endswith("/" + o["key"]))


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
