"""A lake in a bucket, and one in a folder: what job.py needs of either. Glue finds this file by --extra-py-files."""

import hashlib
import os


class S3Lake:
    """A bucket. Scripts are read from it too."""

    def __init__(self, bucket):
        import boto3  # Glue has it; a lake in a folder does without

        self.bucket = bucket
        self.s3 = boto3.client("s3")
        self.missing = self.s3.exceptions.NoSuchKey

    def url(self, key):
        return f"s3://{self.bucket}/{key}"

    def list(self, prefix):
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=prefix)
        return [
            {"key": o["Key"], "etag": o["ETag"].strip('"'), "day": o["LastModified"].strftime("%Y-%m-%d")}
            for page in pages
            for o in page.get("Contents", [])
        ]

    def get(self, key):
        try:
            return self.s3.get_object(Bucket=self.bucket, Key=key)["Body"].read()
        except self.missing:
            return None

    def put(self, key, body, content_type):
        self.s3.put_object(Bucket=self.bucket, Key=key, Body=body, ContentType=content_type)

    def copy(self, source, key, content_type):
        # one server-side copy replaces the object whole; S3 allows it up to 5 GB
        self.s3.copy_object(
            Bucket=self.bucket,
            Key=key,
            CopySource={"Bucket": self.bucket, "Key": source},
            ContentType=content_type,
            MetadataDirective="REPLACE",
        )

    def remove(self, key):
        self.s3.delete_object(Bucket=self.bucket, Key=key)

    def script(self, name):
        return self.get(f"scripts/etl/{name}")


class FolderLake:
    """A lake in a folder. Scripts are those beside this file."""

    def __init__(self, folder):
        self.folder = folder

    def url(self, key):
        return f"file:{self.path(key)}"

    def path(self, key):
        return os.path.join(self.folder, key)

    def list(self, prefix):
        found = []
        for folder, _, files in os.walk(self.folder):
            for name in files:
                key = os.path.relpath(os.path.join(folder, name), self.folder)
                if key.startswith(prefix) and not name.endswith(".crc"):
                    etag = hashlib.md5(self.get(key)).hexdigest()
                    found.append({"key": key, "etag": etag, "day": "1970-01-01"})
        return sorted(found, key=lambda o: o["key"])

    def get(self, key):
        if not os.path.exists(self.path(key)):
            return None
        with open(self.path(key), "rb") as file:
            return file.read()

    def put(self, key, body, content_type):
        os.makedirs(os.path.dirname(self.path(key)), exist_ok=True)
        with open(self.path(key), "wb") as file:
            file.write(body)

    def copy(self, source, key, content_type):
        self.put(key, self.get(source), content_type)

    def remove(self, key):
        os.remove(self.path(key))

    def script(self, name):
        path = os.path.join(os.path.dirname(os.path.abspath(__file__)), name)
        if not os.path.exists(path):
            return None
        with open(path, "rb") as file:
            return file.read()
