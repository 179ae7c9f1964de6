"""Copies the shop's own database into raw/snapshots/ on Glue, over JDBC: what etl/snapshot/ does on one machine.

The job says where: --product_db_url jdbc:postgresql://host/name (or jdbc:mysql:), and --product_db_secret, a secret of Secrets
Manager with username, password and, when something is hashed, salt. A Glue connection gives the way into the network. What is
copied stands in product-database.json, which is published from pipeline.yml. Two things differ from one machine:
- MySQL gives no snapshot to several connections, so there each table is as of its own moment; PostgreSQL gives one for all.
- Columns of tables that the ETL does not know are written as Spark reads them.
"""

import gzip
import hashlib
import json
import os
import re
import tempfile
import time
from datetime import datetime, timedelta, timezone

from pyspark.sql import functions as f
from pyspark.sql.types import BooleanType, LongType, StringType, StructField, StructType

OVERLAP_MS = 3_600_000  # a transaction that was open at the last copy may have set an earlier time than the latest we saw
LEAST_MS = 100_000_000_000  # smaller numbers are seconds
ROWS_PER_PAGE = 5000
SPOOLED = StructType(
    [
        StructField("k", StringType()),
        StructField("l", StringType()),
        StructField("mark", LongType()),
        StructField("unit", StringType()),
        StructField("base", BooleanType()),
    ]
)
TIME = re.compile(r"(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d(?::\d\d)?)(\.\d+)?)? ?(Z|[+-]\d\d(?::?\d\d)?)?")
PASSING = re.compile(
    r"refused|timed? ?out|terminat|could not connect|Communications link|canceling statement|too many (clients|connections)"
    r"|shutting down|interrupted|No route|UnknownHost|deadlock",
    re.IGNORECASE,
)


class DatabaseMismatch(Exception):
    """The section of pipeline.yml does not fit the database. Nothing was copied."""


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


class Database:
    """Read-only connections that all see one moment, where the server can do that."""

    def __init__(self, spark, url, secret, settings):
        self.spark, self.url, self.secret, self.settings = spark, url, secret, settings
        self.kind = "postgresql" if url.startswith("jdbc:postgresql:") else "mysql"
        self.quote = '"' if self.kind == "postgresql" else "`"
        self.holder, snapshot = self.hold() if self.kind == "postgresql" else (None, None)
        offset, timeout = settings["timeOffset"], settings["statementTimeout"]
        self.begin = (
            "set transaction isolation level repeatable read, read only; "
            f"set transaction snapshot '{snapshot}'; set statement_timeout = {timeout}; "
            f"set time zone interval '{offset}' hour to minute"
            if self.kind == "postgresql"
            else f"set session time_zone = '{offset}', transaction_isolation = 'REPEATABLE-READ', max_execution_time = {timeout}"
        )

    def hold(self):
        """A connection whose snapshot the others read. It is closed when all has been read."""
        java = self.spark.sparkContext._jvm.java
        properties = java.util.Properties()
        properties.setProperty("user", self.secret.get("username", ""))
        properties.setProperty("password", self.secret.get("password", ""))
        # the driver may have come by --jars, which Java's DriverManager does not look into
        driver = java.lang.Thread.currentThread().getContextClassLoader().loadClass("org.postgresql.Driver").newInstance()
        holder = driver.connect(self.url, properties)
        holder.setAutoCommit(False)
        holder.setTransactionIsolation(java.sql.Connection.TRANSACTION_REPEATABLE_READ)
        rows = holder.createStatement().executeQuery("select pg_export_snapshot()")
        rows.next()
        return holder, rows.getString(1)

    def name(self, name):
        return ".".join(f"{self.quote}{part}{self.quote}" for part in name.split("."))

    def as_text(self, name):
        return f"cast({self.name(name)} as {'text' if self.kind == 'postgresql' else 'char'})"

    def query(self, text):
        options = {
            "url": self.url,
            "user": self.secret.get("username", ""),
            "password": self.secret.get("password", ""),
            "query": text,
            "fetchsize": str(ROWS_PER_PAGE),  # a cursor on the server
            "sessionInitStatement": self.begin,
            **({"useCursorFetch": "true"} if self.kind == "mysql" else {}),
        }
        return self.spark.read.format("jdbc").options(**options).load()

    def columns_of(self, table):
        try:
            return self.query(f"select * from {self.name(table)} where 1 = 0").columns
        except Exception as error:
            if re.search(r"does not exist|doesn't exist|not found", str(error)):
                return []
            raise

    def close(self):
        if self.holder is not None:
            self.holder.close()


def read_table(spark, database, name, table, last, settings, secret, now):
    """One table, or what changed of it, as lines with what tells them apart."""
    source, types = table.get("from", name), table.get("types")
    there = database.columns_of(source)

    def demand(column):
        if column not in there:
            raise DatabaseMismatch(f"productDatabase.tables.{name}: {source} has no column {column}; it has {', '.join(there)}")
        return column

    if not there:
        raise DatabaseMismatch(f"productDatabase.tables.{name}: the database has no table {source}, or does not show it to this user")
    flag = table.get("deleted") or ("deleted" if "deleted" in there else None)
    chosen = table.get("columns") or {c: c for c in there if c != flag and (types is None or c in types)}
    for column in table["key"]:
        if column not in chosen:
            raise DatabaseMismatch(f"productDatabase.tables.{name}: {column} is needed; say which column of {source} it is")
    if table["hash"] and len(secret.get("salt", "")) < 16:
        raise DatabaseMismatch("hash wants a secret salt of 16 characters or more: salt, in the secret")
    plan = {
        "name": name,
        "copied": [[ours, demand(theirs), (types or {}).get(ours), ours in table["hash"]] for ours, theirs in chosen.items()],
        "key": table["key"],
        "updated": demand(table["updatedAt"]) if table["copy"] == "incremental" else None,
        "deleted": demand(flag) if flag else None,
        "remembers": name in ("products", "users"),
        "offset": settings["timeOffset"],
    }
    salt = secret.get("salt", "")
    salt_mark = md5(f"shape{salt}".encode())
    keys = [c for c in plan["copied"] if c[0] in plan["key"]]
    shape = md5(json.dumps([plan, source, salt_mark]).encode())
    key_shape = md5(json.dumps(["spark", plan["key"], keys, salt_mark]).encode())
    before = (last or {"tables": {}})["tables"].get(name)
    is_full = (
        table["copy"] == "full"
        or before is None
        or before["shape"] != shape
        or "mark" not in before
        or now - before["fullAt"] >= table["fullEvery"]
    )
    cells = [database.as_text(c[1]) if c[2] or c[3] else database.name(c[1]) for c in plan["copied"]]
    extra = [database.as_text(c) for c in (plan["updated"], plan["deleted"]) if c]
    columns = ", ".join(f"{cell} as c{at}" for at, cell in enumerate([*cells, *extra]))
    where = ""
    if not is_full:
        updated = database.name(plan["updated"])
        where = f" where {updated} >= {since(before['mark'], settings['timeOffset'])} or {updated} is null"
    rows = database.query(f"select {columns} from {database.name(source)}{where}")
    fresh = spark.createDataFrame(rows.rdd.map(lambda row: spooled(plan, list(row), salt)), SPOOLED).localCheckpoint(eager=True)
    double = fresh.groupBy("k").count().where("count > 1").orderBy("k").first()
    if double:
        raise DatabaseMismatch(
            f"productDatabase.tables.{name}.key: {double['count']} rows of {source} have one {', '.join(table['key'])}; "
            "name the columns that tell them apart"
        )
    base = before if before and before["keyShape"] == key_shape else None
    return {"plan": plan, "fresh": fresh, "full": is_full, "base": base, "shape": shape, "keyShape": key_shape}


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


# cells, as etl/snapshot/cells.ts has them


def spooled(plan, cells, salt):
    row = {}
    for (ours, _, kind, is_hashed), cell in zip(plan["copied"], cells):
        value = value_of(cell, "string" if is_hashed else kind, plan["offset"], ours)
        row[ours] = hashlib.sha256((salt + value).encode()).hexdigest() if is_hashed and value is not None else value
    mark, unit = mark_of(cells[len(plan["copied"])], plan["offset"]) if plan["updated"] else (None, None)
    is_gone = plan["deleted"] is not None and is_set(cells[-1])
    line = dumps(row) if not is_gone else tombstone(plan, row) if plan["remembers"] else None
    return (key_text(plan, row), line, mark, unit, False)


def value_of(cell, kind, offset, name):
    if cell is None or kind is None or kind == "string":
        return cell
    if cell in ("true", "false", "t", "f"):
        return int(cell[0] == "t")
    if re.fullmatch(r"-?\d+(\.\d+)?([eE][+-]?\d+)?", cell):
        number = float(cell)
        number = int(number) if number.is_integer() and abs(number) < 2**53 else number
        return round(number * 1000) if name.endswith("_at") and abs(number) < LEAST_MS else number
    ms = ms_of(cell, offset)
    return cell if ms is None else ms


def ms_of(text, offset):
    match = TIME.fullmatch(text)
    if not match:
        return None
    day, clock, fraction, zone = match.groups()
    zone = zone or offset
    zone = "+00:00" if zone == "Z" else zone if ":" in zone else f"{zone[:3]}:{zone[3:] or '00'}"
    clock = clock or "00:00:00"
    at = datetime.fromisoformat(f"{day}T{clock if len(clock) == 8 else clock + ':00'}{zone}")
    return int(at.timestamp()) * 1000 + int(((fraction or ".") + "000")[1:4])


def mark_of(cell, offset):
    if cell is None:
        return None, None
    if re.fullmatch(r"\d+", cell):
        return (int(cell) * 1000, "s") if int(cell) < LEAST_MS else (int(cell), "ms")
    ms = ms_of(cell, offset)
    return (None, None) if ms is None else (ms, "time")


def since(mark, offset):
    """The mark as its column would write it, an hour earlier: a literal of SQL."""
    at = int(mark["at"]) - OVERLAP_MS
    if mark["unit"] != "time":
        return str(at // 1000 if mark["unit"] == "s" else at)
    ahead = timedelta(hours=int(offset[1:3]), minutes=int(offset[4:6])) * (-1 if offset[0] == "-" else 1)
    local = datetime.fromtimestamp(at / 1000, timezone.utc) + ahead
    return f"'{local.strftime('%Y-%m-%d %H:%M:%S')}.{at % 1000:03d}'"


def is_set(cell):
    return cell is not None and str(cell).lower() not in ("", "0", "f", "n", "false", "no")


def key_text(plan, row):
    return dumps([row.get(column) for column in plan["key"]])


def tombstone(plan, row):
    return dumps({**{column: row.get(column) for column in plan["key"]}, "deleted": True})


def dumps(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)


def md5(body):
    return hashlib.md5(body).hexdigest()
