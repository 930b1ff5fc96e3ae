"""The lock file names each jar once, with its digest, and no host or path."""

import re

from jgo.env import LockFile

from graph.server.jars import lock_path
from graph.server.relock import GRAPH_DATA_SCIENCE, NEO4J

LOCKED = LockFile.load(lock_path()).dependencies


def test_every_jar_has_a_digest_and_is_named_once() -> None:
    assert all(re.fullmatch("[0-9a-f]{64}", each.sha256 or "") for each in LOCKED)
    names = [(each.groupId, each.artifactId, each.classifier) for each in LOCKED]
    assert len(set(names)) == len(names)


def test_what_we_asked_for_is_locked() -> None:
    locked = {f"{each.groupId}:{each.artifactId}:{each.version}" for each in LOCKED}
    assert {*NEO4J, *GRAPH_DATA_SCIENCE} <= locked


def test_it_names_no_host_and_no_path() -> None:
    assert "/" not in lock_path().read_text("utf-8")
