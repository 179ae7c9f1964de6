"""Copies the shop's own database into raw/snapshots/ on Glue, over JDBC: what etl/snapshot/ does on one machine.

The job says where: --product_db_url jdbc:postgresql://host/name (or jdbc:mysql:), and --product_db_secret, a secret of Secrets
Manager with username, password and, when something is hashed, salt. A Glue connection gives the way into the network. What is
copied stands in product-database.json, which is published from pipeline.yml. Two things differ from one machine:
- MySQL gives no snapshot to several connections, so there each table is as of its own moment; PostgreSQL gives one for all.
- Columns of tables that the ETL does not know are written as Spark reads them.
"""

import gzip
import json
import os
import re
import tempfile
import time
from datetime import datetime, timezone

from millrace_cells import key_text, md5, tombstone
from millrace_jdbc import Database, DatabaseMismatch
from millrace_product_tables import SPOOLED, read_table
from pyspark.sql import functions as f

PASSING = re.compile(
    r"refused|timed? ?out|terminat|could not connect|Communications link|canceling statement|too many (clients|connections)"
    r"|shutting down|interrupted|No route|UnknownHost|deadlock",
    re.IGNORECASE,
)


def copy_product_database(spark, lake, args):
    """What the manifest of T2 says of the product database."""
    url = args.get("product_db_url")
    if not url:
        return {"skipped": "--product_db_url is not given"}
    if not re.match(r"jdbc:(postgresql|mysql):", url):
        raise DatabaseMismatch("--product_db_url begins with jdbc:postgresql: or jdbc:mysql:")
    secret, now = secret_of(args), time.time_ns() // 1_000_000
    settings = json.loads(lake.script("product-database.json") or lake.get("scripts/etl/product-database.json"))
    last = last_manifest(lake)
    try:
        database = Database(spark, url, secret, settings)
        try:
            read = [read_table(spark, database, name, table, last, settings, secret, now) for name, table in settings["tables"].items()]
        finally:
            database.close()
        return write_all(spark, lake, read, database.kind, now)
    except Exception as error:
        message = told(error, secret)
        is_young = last is not None and now - last["at"] <= settings["within"]
        if not PASSING.search(message) or not is_young or isinstance(error, DatabaseMismatch):
            raise DatabaseMismatch(f"the product database could not be copied: {message}") from None
        return {"failed": message, "using": last["taken"]}


def secret_of(args):
    """From Secrets Manager; from the environment where this is no Glue job."""
    name = args.get("product_db_secret")
    if name:
        import boto3

        return json.loads(boto3.client("secretsmanager").get_secret_value(SecretId=name)["SecretString"])
    words = {"username": "PRODUCT_DB_USER", "password": "PRODUCT_DB_PASSWORD", "salt": "PRODUCT_DB_SALT"}
    return {name: os.environ[variable] for name, variable in words.items() if variable in os.environ}


def told(error, secret):
    """The first line of what a driver said, without secrets: Java's stack follows it."""
    java = getattr(error, "java_exception", None)
    text = str(java.toString() if java is not None else error)
    text = " ".join(line.strip() for line in text.split("\n") if not line.strip().startswith("at "))[:500]
    for word in (secret.get("password"), secret.get("salt")):
        text = text.replace(word, "…") if word else text
    return text


def write_all(spark, lake, read, kind, now):
    taken = datetime.fromtimestamp(now / 1000, timezone.utc).strftime("%Y-%m-%d")
    manifest = {"taken": taken, "at": now, "database": kind, "tables": {}}
    for each in read:
        plan, fresh, base = each["plan"], each["fresh"], each["base"]
        before = spark.createDataFrame(spark.sparkContext.parallelize(base_lines(lake, plan, base, each["full"])), SPOOLED)
        kept = before.join(fresh.select("k"), "k", "left_anti").select("k", "l").unionByName(fresh.select("k", "l"))
        body, rows, deleted = packed(kept.where("l is not null").orderBy("k").select("l").toLocalIterator())
        key = f"raw/snapshots/{plan['name']}/taken={taken}/part-0.ndjson.gz"
        if lake.get(key) != body:
            lake.put(key, body, "application/x-ndjson")
        marks = fresh.where("mark is not null").orderBy(f.desc("mark")).select("mark", "unit").first()
        mark = {"at": marks["mark"], "unit": marks["unit"]} if marks else (base or {}).get("mark")
        manifest["tables"][plan["name"]] = {
            "key": key,
            "md5": md5(body),
            "copy": "full" if each["full"] else "incremental",
            "rows": rows,
            "deleted": deleted,
            "read": fresh.count(),
            **({"mark": mark} if mark else {}),
            "fullAt": now if each["full"] else base["fullAt"],
            "shape": each["shape"],
            "keyShape": each["keyShape"],
        }
    lake.put(f"raw/snapshots/taken={taken}.json", (json.dumps(manifest) + "\n").encode(), "application/json; charset=utf-8")
    told = {name: {w: t[w] for w in ("copy", "rows", "deleted", "read")} for name, t in manifest["tables"].items()}
    return {"taken": taken, "database": kind, "tables": told}


def base_lines(lake, plan, base, is_full):
    """The copy before: all of it under an incremental copy; under a full one, what it must remember as gone."""
    if base is None:
        return []
    stored = lake.get(base["key"])
    if stored is None:
        if is_full:
            return []
        raise DatabaseMismatch(f"{base['key']} is gone, and changes alone are no copy")
    rows = []
    for line in gzip.decompress(stored).decode().splitlines():
        row = json.loads(line)
        stays = not is_full or row.get("deleted") is True
        left = tombstone(plan, row) if plan["remembers"] else None
        rows.append((key_text(plan, row), line if stays else left, None, None, True))
    return rows


def packed(rows):
    """Gzip NDJSON by way of a file: the same rows are the same bytes."""
    count = deleted = 0
    with tempfile.TemporaryFile() as file:
        with gzip.GzipFile(fileobj=file, mode="wb", mtime=0) as out:
            for row in rows:
                out.write(row["l"].encode() + b"\n")
                count += 1
                deleted += row["l"].endswith(',"deleted":true}')
        file.seek(0)
        return file.read(), count, deleted


def last_manifest(lake):
    found = [o["key"] for o in lake.list("raw/snapshots/taken=")]
    return json.loads(lake.get(max(found))) if found else None
