"""What keeps the service from starting is told in a sentence, before it listens."""

import socket
from dataclasses import replace

import pytest

from gql.audit import AuditLog
from gql.errors import SettingsError
from gql.server import serve
from graph.errors import DatabaseUnavailableError
from tests.gql.conftest import Served

pytestmark = pytest.mark.neo4j


def test_a_port_that_is_taken(served: Served) -> None:
    settings = replace(served.settings, audit=served.settings.audit.with_name("other.jsonl"))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match="choose another --port"):
            serve(settings, port=port)


def test_an_audit_log_that_another_process_writes(served: Served) -> None:
    settings = replace(served.settings, audit=served.settings.audit.with_name("held.jsonl"))
    log = AuditLog.open(settings.audit)
    try:
        with pytest.raises(SettingsError, match="being written by another process"):
            serve(settings, port=0)
    finally:
        log.close()


def test_a_database_that_does_not_answer(served: Served) -> None:
    away = replace(served.settings.target, uri="bolt://127.0.0.1:1")
    settings = replace(served.settings, target=away, audit=served.settings.audit.with_name("away.jsonl"))
    with pytest.raises(DatabaseUnavailableError, match="answers at bolt"):
        serve(settings, port=0)
