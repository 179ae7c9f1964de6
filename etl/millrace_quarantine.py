"""Lines that the job could not read, kept with their reason: one object per source object and reason, the same bytes each time."""

import base64
import gzip
import hashlib
import json
import re

from millrace_lines import request_of


class Quarantine:
    """Names begin with `etl-<plan>-`: what collect refused is never counted, replaced or removed here."""

    def __init__(self, lake, plan):
        self.lake, self.plan, self.kept = lake, plan, {}

    def keep(self, source, reason, line):
        key = source["key"]
        day = re.search(r"=(\d{4}-\d{2}-\d{2})/", key)
        name = hashlib.sha256(key.encode()).hexdigest()[:32]
        folder = f"quarantine/reason={reason}/date={day.group(1) if day else source['day']}/"
        self.kept.setdefault(f"{folder}etl-{self.plan}-{name}.ndjson.gz", []).append(
            {
                "reason": reason,
                "path": "",
                **request_of(line),
                "stage": "etl",
                "object": {"key": key, "etag": source["etag"]},
                "original": base64.b64encode(line.encode()).decode(),
            }
        )

    def store(self):
        """Write what was kept, and remove what an earlier run kept and this one can read."""
        for key, lines in self.kept.items():
            text = "".join(sorted(json.dumps(line, ensure_ascii=False) + "\n" for line in lines))
            self.lake.put(key, gzip.compress(text.encode(), mtime=0), "application/x-ndjson")
        for stored in self.lake.list("quarantine/"):
            if f"/etl-{self.plan}-" in stored["key"] and stored["key"] not in self.kept:
                self.lake.remove(stored["key"])
