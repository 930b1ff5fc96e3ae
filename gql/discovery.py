"""Where an identity provider keeps its keys, by its discovery document (OpenID Connect Discovery 1.0)."""

import json

from gql.errors import SettingsError
from gql.fetching import fetched

_WELL_KNOWN = "/.well-known/openid-configuration"


def key_set_of(issuer: str) -> str:
    """The address of the keys of an issuer.

    Args:
        issuer: the issuer, exactly as it stands in tokens.

    Raises:
        SettingsError: the document cannot be read, is another issuer's, or names no keys.
    """
    try:
        document = json.loads(fetched(issuer.removesuffix("/") + _WELL_KNOWN))
        named, keys = document["issuer"], document["jwks_uri"]
    except (ValueError, KeyError, TypeError) as error:
        raise SettingsError("the discovery document of KITH_ISSUER names no issuer or no keys") from error
    if named != issuer:
        raise SettingsError(
            "the discovery document is of another issuer than KITH_ISSUER, which must be equal to the letter"
        )
    if not isinstance(keys, str):
        raise SettingsError("the discovery document of KITH_ISSUER names no address of keys")
    return keys
