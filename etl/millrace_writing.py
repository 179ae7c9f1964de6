"""Writes the outputs of a plan: files of fixed names, each swapped in whole, then documents."""

import json
import re
import time

from millrace_reading import UnsupportedPlan
from pyspark.sql import functions as f

PASSING = {"generatedAt", "job"}
CONTENT_TYPES = {"parquet": "application/vnd.apache.parquet", "csv": "text/csv; charset=utf-8"}


class Writer:
    def __init__(self, job):
        self.job, self.lake, self.spark = job, job.lake, job.spark
        self.outputs = []

    def write(self, outputs):
        for output in outputs:
            if output["write"] in CONTENT_TYPES:
                self.write_files(output)
            elif output["write"] != "json":
                raise UnsupportedPlan(f"output {output['write']}")
        for output in outputs:
            if output["write"] == "json":
                self.write_document(output)

    def write_files(self, output):
        """Spark writes to a scratch prefix under names of its own; one copy per partition then swaps the object in."""
        kind, table, prefix = output["write"], output["from"], self.job.key(output["to"])
        by = output.get("partitionBy")
        staging = f"{self.job.scratch}{table}/"
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
            part = re.fullmatch(rf"{re.escape(staging)}(?:{by}=([A-Za-z0-9._-]+)/)?part-[^/]*\.{kind}", plain(staged))
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

    def write_document(self, output):
        key = self.job.key(output["to"])
        document = {name: self.member(member) for name, member in output["members"].items()}
        stored = self.lake.get(key)
        if stored is None or lasting(json.loads(stored)) != lasting(document):
            body = json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n"
            self.lake.put(key, body.encode(), "application/json; charset=utf-8")

    def member(self, member):
        (kind, name), = member.items()
        if kind == "argument":
            return self.job.args[name]
        if kind == "fact":
            return {
                "inputs": self.job.reader.inputs,
                "outputs": self.outputs,
                "sources": self.job.reader.sources,
                "job": self.job.args.get("JOB_RUN_ID", self.job.plan["name"]),
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


def plain(staged):
    """Spark puts the codec into the name: part-0000-….zstd.parquet."""
    return re.sub(r"\.(?:c\d+\.)?zstd\.parquet$", ".parquet", staged["key"])


def lasting(document):
    return {name: value for name, value in document.items() if name not in PASSING}
