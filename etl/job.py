"""Follows a plan on AWS Glue (Spark 3.5): --plan lake --bucket B, or --plan export --bucket B --run RUN.

It reads the same plans, tables and SQL as etl/duckdb.ts, from scripts/etl/ of the bucket; Glue is told of the modules beside this
file by --extra-py-files. Four things differ:
- It makes T1 and the marts anew each time; the DuckDB runner takes only what is new, and gives the same rows.
- Spark's Parquet has other bytes each time, so that a partition is swapped in again though its rows are the same.
- For a line of a wrong type Spark does not say which member is to blame: `path` is empty in its quarantine line.
- The product database is read over JDBC when --product_db_url is given: see millrace_product_database.py; without it the source
  is skipped, and the manifest says so. A file of SQLite is no database Glue can reach.

A bucket of the form file:/a/folder is a lake in a folder, which is how the tests run this file.
"""

import json
import re
import sys
import time

from pyspark.sql import DataFrame, SparkSession

from millrace_lakes import FolderLake, S3Lake
from millrace_product_database import copy_product_database
from millrace_quarantine import Quarantine
from millrace_reading import Reader, UnsupportedPlan
from millrace_writing import Writer


class Job:
    def __init__(self, lake, plan, args):
        self.lake, self.plan, self.args = lake, plan, {**plan.get("optional", {}), **args}
        self.spark = (
            SparkSession.builder.appName(f"millrace-{plan['name']}")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.sources.partitionColumnTypeInference.enabled", "false")
            .config("spark.sql.parquet.inferTimestampNTZ.enabled", "false")
            .getOrCreate()
        )
        self.scratch = f"tmp/etl/{plan['name']}-{args.get('JOB_RUN_ID', str(time.time_ns()))}/"
        self.quarantine = Quarantine(lake, plan["name"])
        self.reader, self.writer = Reader(self), Writer(self)

    def run(self):
        for plan in self.plan.get("plans", []):
            type(self)(self.lake, json.loads(self.script(f"plans/{plan}.json")), self.args).run()
        if "plans" not in self.plan:
            self.follow()

    def follow(self):
        for name in self.plan["arguments"]:
            self.key(f"{{{name}}}")
        if self.is_done():
            return
        if self.plan["snapshot"]:
            self.reader.sources["product_db"] = copy_product_database(self.spark, self.lake, self.args)
        try:
            for source in self.plan["inputs"]:
                self.reader.read(source)
            self.quarantine.store()
            if self.plan["snapshot"]:
                self.reader.refuse_unfit_copies(self.plan["inputs"])
            self.view("job_inputs", self.frame("job_inputs", self.reader.inputs))
            for step in self.plan["steps"]:
                rows = self.spark.sql(self.step(step))
                if step in self.plan.get("views", []):
                    rows.createOrReplaceTempView(step)
                else:
                    self.view(step, rows)
            self.writer.write(self.plan["outputs"])
        finally:
            for left in self.lake.list(self.scratch):
                self.lake.remove(left["key"])

    def is_done(self):
        """A plan that is followed once for each value of its arguments ends with a document that says so: `once` names it."""
        once = self.plan.get("once")
        return once is not None and self.lake.get(self.key(once)) is not None

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


def arguments(argv):
    """--name value pairs; Glue adds some of its own, which are left alone."""
    pairs = zip(argv, argv[1:])
    return {name[2:]: value for name, value in pairs if name.startswith("--") and not value.startswith("--")}


def main(argv, job=Job):
    args = arguments(argv)
    bucket, name = args.get("bucket"), args.get("plan")
    if not bucket or not name or not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise SystemExit("usage: job.py --plan lake|export --bucket BUCKET [--run RUN] [--since RUN] [--gone gone]")
    lake = FolderLake(bucket[len("file:") :]) if bucket.startswith("file:") else S3Lake(bucket)
    body = lake.script(f"plans/{name}.json")
    if body is None:
        raise SystemExit(f"there is no plan {name}")
    job(lake, json.loads(body), args).run()


if __name__ == "__main__":
    main(sys.argv[1:])
