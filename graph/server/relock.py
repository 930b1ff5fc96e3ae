"""Making the lock file anew: `python -m graph.server.relock`, for whoever raises a version.

Neo4j and Graph Data Science are resolved apart, and where both want a library the newer of the two
versions is locked: one class path serves both.
"""

import sys
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from jgo.env import LockFile
from jgo.maven import Dependency, MavenContext, compare_versions

from graph.server.jars import lock_path

NEO4J = ("org.neo4j:neo4j:2026.08.1",)
GRAPH_DATA_SCIENCE = ("org.neo4j.gds:proc:2.26.0", "org.neo4j.gds:opengds-extension:2.26.0")

# Libraries for tests, which some published poms declare as needed to run.
_NOT_NEEDED = {"junit", "net.bytebuddy", "org.hamcrest", "org.mockito", "org.objenesis"}
_THREADS = 8


def newest(dependencies: Iterable[Dependency]) -> list[Dependency]:
    """One version of each library, the newest, in the order of their names."""
    kept: dict[tuple[str, str, str], Dependency] = {}
    for each in dependencies:
        name = (each.groupId, each.artifactId, each.classifier)
        if name not in kept or compare_versions(each.version, kept[name].version) > 0:
            kept[name] = each
    return [kept[name] for name in sorted(kept)]


def relock(path: Path, cache: Path) -> int:
    """Resolve, fetch and lock everything; the number of jars locked."""
    maven = MavenContext(repo_cache=cache, timeout=60)
    resolved = [*_resolve(maven, NEO4J), *_resolve(maven, GRAPH_DATA_SCIENCE)]
    needed = [each for each in newest(resolved) if each.groupId not in _NOT_NEEDED]
    with ThreadPoolExecutor(_THREADS) as threads:
        list(threads.map(lambda each: each.artifact.resolve(), needed))
    LockFile.from_resolved_dependencies(needed, environment_name="neo4j").save(path)
    return len(needed)


def _resolve(maven: MavenContext, coordinates: Iterable[str]) -> list[Dependency]:
    named, needed = maven.resolver.resolve([maven.create_dependency(each) for each in coordinates])
    return [*named, *needed]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        sys.stdout.write(f"{relock(lock_path(), Path(folder))} jars locked\n")
