"""Runs job.py against a real S3 endpoint: over_s3.py FOLDER, then what job.py takes.

All that the job itself asks of S3 goes there by boto3. Spark's own reader and writer would want the Hadoop client for s3:// too, which
Glue has and PyPI has not: for them objects are mirrored in FOLDER, and what Spark wrote there is put into the bucket.
"""

import os
import sys

import job


class MirroredLake(job.S3Lake):
    def url(self, key):
        if not key.startswith("tmp/"):
            for one in super().list(key):
                self.mirror(one["key"])
        return f"file:{os.path.join(FOLDER, key)}"

    def mirror(self, key):
        path = os.path.join(FOLDER, key)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(self.get(key))

    def list(self, prefix):
        if prefix.startswith("tmp/"):
            for folder, _, names in os.walk(os.path.join(FOLDER, prefix)):
                for name in names:
                    path = os.path.join(folder, name)
                    with open(path, "rb") as file:
                        self.put(os.path.relpath(path, FOLDER), file.read(), "application/octet-stream")
                    os.remove(path)
        return super().list(prefix)


if __name__ == "__main__":
    FOLDER = sys.argv[1]
    job.S3Lake = MirroredLake
    job.main(sys.argv[2:])
