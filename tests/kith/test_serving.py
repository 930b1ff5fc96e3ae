"""Settings of the service on the network come from the environment, and each is documented."""

from pathlib import Path

import pytest

from kith.serving import Serving

PAGE = Path(__file__).parents[2].joinpath("docs", "operate.md").read_text("utf-8")


def test_nothing_set_is_the_default() -> None:
    assert Serving.from_environment({}) == Serving()


def test_everything_set() -> None:
    found = Serving.from_environment(
        {
            "KITH_HOSTS": "kith.example, kith.internal,",
            "KITH_ORIGINS": "https://kith.example",
            "KITH_TLS_CERTIFICATE": "/etc/kith/certificate.pem",
            "KITH_TLS_KEY": "/etc/kith/key.pem",
            "KITH_LIST_SCHEMA": "yes",
        }
    )
    transport = found.transport()
    assert transport.hosts == ("kith.example", "kith.internal")
    assert transport.origins == ("https://kith.example",)
    assert transport.is_encrypted
    assert found.limits().schema_depth > 0
    assert Serving().limits().schema_depth == 0


@pytest.mark.parametrize(
    "name", ["KITH_HOSTS", "KITH_ORIGINS", "KITH_TLS_CERTIFICATE", "KITH_TLS_KEY", "KITH_LIST_SCHEMA"]
)
def test_each_is_documented(name: str) -> None:
    assert f"`{name}" in PAGE
