"""One table of the product database, or what changed of it, as lines with what tells them apart."""

import json

from millrace_cells import md5, since, spooled
from millrace_jdbc import DatabaseMismatch
from pyspark.sql.types import BooleanType, LongType, StringType, StructField, StructType

SPOOLED = StructType(
    [
        StructField("k", StringType()),
        StructField("l", StringType()),
        StructField("mark", LongType()),
        StructField("unit", StringType()),
        StructField("base", BooleanType()),
    ]
)


def read_table(spark, database, name, table, last, settings, secret, now):
    """One table, or what changed of it, as lines with what tells them apart."""
    source, types = table.get("from", name), table.get("types")
    there = database.columns_of(source)

    def demand(column):
        if column not in there:
            raise DatabaseMismatch(f"productDatabase.tables.{name}: {source} has no column {column}; it has {', '.join(there)}")
        return column

    if not there:
        shown = database.tables(21)
        more = " and more" if len(shown) > 20 else ""
        has = f"it has {', '.join(shown[:20])}{more}" if shown else "it shows none at all"
        raise DatabaseMismatch(
            f"productDatabase.tables.{name}: the database has no table {source}, or does not show it to this user; {has}"
        )
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
