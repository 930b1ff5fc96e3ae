"""One question asked by two people: over HTTP, of a service in a process of its own."""

import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from gql.keys import DevelopmentKey, pseudonym_secret
from gql.pseudonym import Pseudonyms
from gql.roles import Purpose, Role
from gql.token import Claims, issue
from kith.settings import Settings

QUESTION = """\
query ($id: ID!) {
  person(id: $id) {
    id givenName familyName birthDate sex nhsNumber phone ethnicity recordCount
    household {
      size
      address { addressText postcode kind }
      members { givenName familyName birthDate }
    }
    episodes { kind start service { name } }
    workers { worker { id } purpose }
    score { probability band windowFrom windowTo reasons }
  }
}
"""
_SECONDS_TO_START = 30.0


class ServiceError(Exception):
    """The service did not start, or did not answer as it should."""

    exit_code = 1


@dataclass(frozen=True)
class Asker:
    """Who asks, and why."""

    name: str
    role: Role
    purpose: Purpose
    team: str | None = None

    def token(self, settings: Settings) -> str:
        """A token for this asker, for a few minutes."""
        claims = Claims(self.name, frozenset({self.role}), frozenset({self.purpose}), self.team)
        return issue(DevelopmentKey.in_home(settings.keys), claims)

    def identifier(self, settings: Settings, person: str) -> str:
        """The person's id as this asker knows it: a data scientist knows a pseudonym of their own."""
        if self.role is not Role.DATA_SCIENTIST:
            return person
        secret, year = pseudonym_secret(settings.keys), datetime.now(UTC).year
        return Pseudonyms.of(secret, self.name, self.purpose.value, year).hide(person)


@dataclass(frozen=True)
class Answer:
    """What one asker was answered."""

    asker: str
    role: str
    purpose: str
    data: dict[str, Any]


@contextmanager
def service(settings: Settings) -> Iterator[str]:
    """A service on a free port of loopback while the block runs; its address.

    Raises:
        ServiceError: it did not start.
    """
    port = _free_port()
    command = (sys.executable, "-m", "kith", "--home", str(settings.home), "serve", "--port", str(port))
    with subprocess.Popen(  # noqa: S603 - our own interpreter and arguments
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        try:
            _await(process, f"http://127.0.0.1:{port}/readyz")
            yield f"http://127.0.0.1:{port}/graphql"
        finally:
            process.terminate()
            process.communicate()


def ask(address: str, settings: Settings, asker: Asker, person: str) -> Answer:
    """Ask the question about a person.

    Raises:
        ServiceError: the answer holds errors.
    """
    body = {"query": QUESTION, "variables": {"id": asker.identifier(settings, person)}}
    request = urllib.request.Request(  # noqa: S310 - loopback
        address,
        json.dumps(body).encode(),
        {
            "Content-Type": "application/json",
            "Authorization": f"Bearer {asker.token(settings)}",
            "Kith-Purpose": asker.purpose.value,
        },
    )
    answered = _sent(request)
    if answered.get("errors"):
        raise ServiceError(f"The question was refused: {answered['errors'][0]['message']}")
    return Answer(asker.name, asker.role.value, asker.purpose.value, answered["data"])


def _sent(request: urllib.request.Request) -> dict[str, Any]:
    try:
        with urllib.request.urlopen(request, timeout=10) as response:  # noqa: S310 - loopback
            answer: dict[str, Any] = json.load(response)
    except urllib.error.HTTPError as error:
        answer = json.load(error)
    return answer


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _await(process: "subprocess.Popen[bytes]", address: str) -> None:
    """Wait until the service is ready; the wait is bounded."""
    end = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=1).close()  # noqa: S310 - loopback
            return
        except OSError:
            time.sleep(0.1)
    process.terminate()
    said = process.communicate()[1].decode(errors="replace").strip()
    raise ServiceError(f"The service did not start. It said: {said or 'nothing'}")
