"""The server listens on loopback alone, and reports to nobody."""

from pathlib import Path

from graph.server.configuration import configuration, write_configuration
from graph.server.jars import Jars
from graph.server.options import ServerOptions


def test_what_is_open_and_what_is_not(tmp_path: Path) -> None:
    settings = configuration(ServerOptions(home=tmp_path, page_cache=128), Jars(tmp_path), 7999)
    assert {value for name, value in settings.items() if "address" in name} == {"127.0.0.1", "127.0.0.1:7999"}
    for name in ("server.http.enabled", "server.https.enabled", "dbms.usage_report.enabled"):
        assert settings[name] == "false"
    assert settings["db.logs.query.enabled"] == "OFF"
    assert settings["server.memory.pagecache.size"] == "128m"


def test_it_is_written_line_by_line(tmp_path: Path) -> None:
    folder = write_configuration(tmp_path, {"a.b": "c", "d": "e f"})
    assert (folder / "neo4j.conf").read_text("utf-8") == "a.b=c\nd=e f\n"
