"""What S3Lake of millrace_lakes.py does with a bucket: told as JSON. Needs boto3 only: lake_over_s3.py BUCKET."""

import json
import sys

from millrace_lakes import S3Lake
from millrace_quarantine import Quarantine

lake = S3Lake(sys.argv[1])
told = {
    "pages": len(lake.list("many/")),
    "ordered": [o["key"] for o in lake.list("many/")] == sorted(o["key"] for o in lake.list("many/")),
    "missing": lake.get("nothing/here"),
    "script": lake.script("plans/lake.json").decode(),
    "no script": lake.script("plans/other.json"),
    "url": lake.url("t1/a b"),
}
lake.put("tmp/part-0000", b"new", "application/octet-stream")
lake.copy("tmp/part-0000", "t1/part-0.parquet", "application/vnd.apache.parquet")
lake.remove("tmp/part-0000")
lake.remove("tmp/part-0000")  # a second time is no error
told["swapped"] = [[o["key"], o["etag"]] for o in lake.list("t1/") + lake.list("tmp/")]

source = {"key": "raw/clicks/received=2026-11-20/hour=12/a.gz", "etag": "e", "day": "2026-11-21"}
first = Quarantine(lake, "t1")
first.keep(source, "unreadable_line", "{bad")
first.store()
told["kept"] = [o["key"] for o in lake.list("quarantine/")]
Quarantine(lake, "t1").store()
told["forgotten"] = [o["key"] for o in lake.list("quarantine/")]
print(json.dumps(told))
