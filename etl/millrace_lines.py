"""Lines as Python sees them, where Spark's own reader would fail or say nothing. No Spark in here: executors run it."""

import json
import zlib


def readable_lines(content):
    """What can be read of a gzip: (line, None) each, and at the end (line, "truncated_object") when it is damaged."""
    unpacked, left, is_whole = b"", bytes(content), True
    while left:
        one = zlib.decompressobj(31)
        try:
            for at in range(0, len(left), 65536):
                unpacked += one.decompress(left[at : at + 65536])
                if one.eof:
                    break
            is_whole = one.eof
        except zlib.error:
            is_whole = False
        if not is_whole:
            break
        left = one.unused_data + left[at + 65536 :]
    *lines, last = unpacked.decode("utf-8", "replace").split("\n")
    read = [(line, None) for line in lines]
    return read + ([(last, None)] if is_whole and last else [] if is_whole else [(last, "truncated_object")])


def is_damaged(content):
    return any(problem for _, problem in readable_lines(content))


def is_one_object(line):
    try:
        if not isinstance(json.loads(line), dict):
            return False
        json.dumps(json.loads(line), ensure_ascii=False).encode()  # half of a surrogate pair has no bytes
        return True
    except ValueError:
        return False


def request_of(line):
    """Which request a line came with, as far as it says so."""
    try:
        said = json.loads(line)
    except ValueError:
        said = {}
    said = said if isinstance(said, dict) else {}
    known = {name: said.get(name) for name in ("schema_version", "received_at", "request_id")}
    return known | {name: said[name] for name in ("request_index", "request_count") if name in said}
