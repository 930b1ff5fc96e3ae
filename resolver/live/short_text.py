"""Short texts: values kept by the million, each as one short text of JSON."""

import orjson


def short_text(value: object) -> bytes:
    """A value as JSON; a copy, since the room that orjson wrote it in is some kilobytes."""
    return bytes(memoryview(orjson.dumps(value)))
