"""The configuration of the local server: Bolt on loopback, nothing else open, no usage reports."""

from collections.abc import Mapping
from pathlib import Path

from graph.server.jars import Jars
from graph.server.options import ServerOptions

HOST = "127.0.0.1"


def configuration(options: ServerOptions, jars: Jars, port: int) -> dict[str, str]:
    """Neo4j's settings by name."""
    return {
        "server.default_listen_address": HOST,
        "server.bolt.listen_address": f"{HOST}:{port}",
        "server.bolt.advertised_address": f"{HOST}:{port}",
        "server.http.enabled": "false",
        "server.https.enabled": "false",
        "server.directories.plugins": jars.plugins.absolute().as_posix(),
        "server.memory.pagecache.size": f"{options.page_cache}m",
        "dbms.security.procedures.unrestricted": "gds.*",
        "dbms.usage_report.enabled": "false",
        # A log of queries would hold what was asked about whom.
        "db.logs.query.enabled": "OFF",
        "db.tx_log.preallocate": "false",
        "db.tx_log.rotation.retention_policy": "1G size",
        # A client that vanished would otherwise hold a stop up for ten seconds.
        "internal.server.bolt.thread_pool_shutdown_wait_time": "1s",
        "internal.server.bolt.connection_shutdown_wait_time": "1s",
    }


def write_configuration(home: Path, settings: Mapping[str, str]) -> Path:
    """Write `neo4j.conf`; its folder."""
    folder = home / "conf"
    folder.mkdir(exist_ok=True)
    text = "".join(f"{name}={value}\n" for name, value in settings.items())
    (folder / "neo4j.conf").write_text(text, "utf-8")
    return folder
