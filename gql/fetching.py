"""Reading an address that the operator names: encrypted or on this machine, not led elsewhere."""

from http.client import HTTPException
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, ProxyHandler, Request, build_opener

from gql.errors import SettingsError

_SECONDS = 10.0
_MOST_BYTES = 1 << 20
_THIS_MACHINE = {"127.0.0.1", "::1", "localhost"}


class _NoRedirects(HTTPRedirectHandler):
    """An address that leads to another is refused: the other may be anybody's, or not encrypted."""

    def redirect_request(self, *_: Any, **__: Any) -> Request | None:
        """No request."""
        return None


def fetched(address: str) -> bytes:
    """What an address holds, at most 1 MiB.

    Raises:
        SettingsError: it is neither https nor http on loopback, or it cannot be read as it stands.
    """
    opener = _opener(address)
    try:
        with opener.open(address, timeout=_SECONDS) as answer:
            body: bytes = answer.read(_MOST_BYTES + 1)
    except (URLError, HTTPException, OSError, ValueError) as error:
        raise SettingsError("an address of the identity provider cannot be read") from error
    if len(body) > _MOST_BYTES:
        raise SettingsError("an address of the identity provider holds more than 1 MiB")
    return body


def _opener(address: str) -> OpenerDirector:
    """What opens an address; on this machine no proxy is asked."""
    try:
        parts = urlsplit(address)
        scheme, host = parts.scheme, parts.hostname
    except ValueError as error:
        raise SettingsError("an address of the identity provider is no address") from error
    is_near = host in _THIS_MACHINE
    if not host or (scheme != "https" and not (scheme == "http" and is_near)):
        raise SettingsError("identity providers are asked over https, or over http on this machine")
    return build_opener(_NoRedirects, *([ProxyHandler({})] if is_near else []))
