"""Cells of a database as the lines of a copy have them: what etl/snapshot/cells.ts does on one machine. No Spark in here: executors run it."""

import hashlib
import json
import re
from datetime import datetime, timedelta, timezone

OVERLAP_MS = 3_600_000  # a transaction that was open at the last copy may have set an earlier time than the latest we saw
LEAST_MS = 100_000_000_000  # smaller numbers are seconds
FLAGS = {"y": 1, "yes": 1, "t": 1, "true": 1, "on": 1, "n": 0, "no": 0, "f": 0, "false": 0, "off": 0}
TIME = re.compile(r"(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d(?::\d\d)?)(\.\d+)?)? ?(Z|[+-]\d\d(?::?\d\d)?)?")


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
    if cell.lower() in FLAGS:
        return FLAGS[cell.lower()]
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
