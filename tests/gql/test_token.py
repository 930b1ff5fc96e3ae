"""A token is believed only if everything about it is as it must be; attack 21 tries the rest."""

from base64 import urlsafe_b64decode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc.jwk import ECKey

from gql.errors import UnauthenticatedError
from gql.keys import DevelopmentKey
from gql.token import Verifier, issue
from tests.gql.forging import CLAIMS, NOW, body, part, signed


def test_a_good_token_tells_who_asks(key: DevelopmentKey) -> None:
    verifier = Verifier(key.verifying())
    token = issue(key, CLAIMS)
    for _ in range(2):
        caller = verifier.verify(token)
        assert (caller.subject, caller.team) == ("worker-1", "North")
        assert (caller.roles, caller.purposes) == (CLAIMS.roles, CLAIMS.purposes)


def test_a_token_expires_though_it_was_verified_before(key: DevelopmentKey) -> None:
    verifier = Verifier(key.verifying())
    token = issue(key, CLAIMS, minutes=10, now=NOW)
    assert verifier.verify(token, NOW + 599)
    with pytest.raises(UnauthenticatedError):
        verifier.verify(token, NOW + 600)


@pytest.mark.parametrize("minutes", [0, -1, 61])
def test_a_token_lives_an_hour_at_most(key: DevelopmentKey, minutes: float) -> None:
    with pytest.raises(ValueError, match="60 minutes"):
        issue(key, CLAIMS, minutes=minutes)


def test_claims_that_are_good_in_the_same_way_pass(key: DevelopmentKey) -> None:
    for claims in (body(), body(aud=["other", "kith"]), body(nbf=NOW - 5), body(team=None)):
        assert Verifier(key.verifying()).verify(signed(key, claims), NOW).subject == "worker-1"


def test_the_remembered_tokens_are_bounded(key: DevelopmentKey, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gql.token._CACHED", 2)
    verifier = Verifier(key.verifying())
    tokens = [signed(key, body(sub=f"worker-{number}")) for number in range(4)]
    assert [verifier.verify(token, NOW).subject for token in tokens * 2] == [
        f"worker-{n}" for n in range(4)
    ] * 2
    assert len(verifier._known) == 2


@given(text=st.text(max_size=200))
def test_any_text_is_refused_in_one_way(text: str) -> None:
    with pytest.raises(UnauthenticatedError):
        _EMPTY.verify(text, NOW)


@given(position=st.integers(min_value=0), change=st.integers(min_value=1, max_value=255))
def test_a_changed_byte_is_found(position: int, change: int) -> None:
    pieces = [bytearray(urlsafe_b64decode(each + "==")) for each in _TOKEN.split(".")]
    piece = pieces[position % 3]
    piece[position // 3 % len(piece)] ^= change
    with pytest.raises(UnauthenticatedError):
        Verifier(_KEY.verifying()).verify(".".join(part(bytes(each)) for each in pieces), NOW)


def _made() -> DevelopmentKey:
    private = ECKey.generate_key("P-256", {"kid": "k"})
    return DevelopmentKey("k", private)


_KEY = _made()
_TOKEN = signed(_KEY, body())
_EMPTY = Verifier(_KEY.verifying())
