"""Fields used: which fields of a person row linking looks at, so that a reader may leave the others unread.

Invariant: without the other fields the same records give the same people.
"""

from graph.former_addresses import FIELD as FORMER_ADDRESSES
from resolver.settings import Settings

_ALWAYS = ("source", "key", "recorded_at", "title", "full_name", "address_kind", FORMER_ADDRESSES)
_WITH = {"given_name": "known_as", "family_name": "former_name"}
_STANDS_FOR = {"names": ("given_name", "family_name")}


def fields_used(settings: Settings) -> frozenset[str]:
    """The canonical fields that linking with these settings looks at."""
    keys = {key.partition(":")[0] for rule in (*settings.blocking, settings.split_by) for key in rule}
    named = {field for key in keys for field in _STANDS_FOR.get(key, (key,))}
    compared = {field for declared in settings.comparisons for field in declared.fields}
    used = {*_ALWAYS, *named, *compared, *settings.verified_identifiers}
    return frozenset(used | {_WITH[field] for field in used & _WITH.keys()})
