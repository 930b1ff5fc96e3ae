"""A Maven repository on loopback that can be told to fail."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from jgo.env import LockedDependency, LockFile


@dataclass
class Repository:
    """What it offers, and how it fails.

    Attributes:
        jars: content by file name.
        refusals: how many requests of each file to answer with 503 first.
        cut: files to break off in the middle of.
        asked: how often each file was asked for.
    """

    jars: dict[str, bytes]
    refusals: Counter[str] = field(default_factory=Counter)
    cut: set[str] = field(default_factory=set)
    asked: Counter[str] = field(default_factory=Counter)
    url: str = ""

    def lock(self, path: Path) -> Path:
        """Write a lock file of all that is offered now."""
        LockFile(
            [
                LockedDependency(group, name.split("-")[0], "1.0", sha256=hashlib.sha256(content).hexdigest())
                for name, content in self.jars.items()
                for group in ["org.neo4j.gds" if name.startswith("gds") else "org.example"]
            ]
        ).save(path)
        return path


@contextmanager
def serve(repository: Repository) -> Iterator[Repository]:
    """Serve it on a free port of loopback for as long as the context lasts."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _handler(repository)) as server:
        thread = Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        repository.url = f"http://127.0.0.1:{server.server_address[1]}"
        try:
            yield repository
        finally:
            server.shutdown()
            thread.join()


def _handler(repository: Repository) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = self.path.rpartition("/")[2]
            repository.asked[name] += 1
            if name not in repository.jars:
                self.send_error(404)
            elif repository.refusals[name] > 0:
                repository.refusals[name] -= 1
                self.send_error(503)
            else:
                self._send(name, repository.jars[name])

        def _send(self, name: str, content: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content[: len(content) // 2] if name in repository.cut else content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    return Handler
