"""What a statement may be made of: words from the vocabulary and from a short list, and nothing else."""

import re

from gql.edges import TIE_TYPES
from gql.fields import Leaf
from gql.model import fields
from gql.roles import Purpose
from graph.vocabulary import vocabulary

_WORDS = re.compile(r"[A-Za-z_][A-Za-z_0-9]*")
_CYPHER = """
UNWIND AS RETURN COLLECT CALL MATCH WHERE WITH UNION DISTINCT ORDER BY LIMIT DESC EXISTS AND IS NULL NOT CASE
WHEN THEN END STARTS YIELD IN true false null left split collect min startNode endNode db index fulltext
queryNodes OR coalesce all LIST STRING head ELSE count max elementId
CONTAINS range reduce size substring right rtrim
"""
_NAMES = """
asked rows answers q n m a b node tie distance ties ring reached further each works person_names household
relative address Query Neighbourhood Neighbour w owner about none sensitive restricted hidden
s found nothing h i
"""


def known_words() -> set[str]:
    """Every word that a statement may hold, besides variables and parameters."""
    declared = vocabulary()
    stored = {leaf.stored for _, leaf in fields() if isinstance(leaf, Leaf)} | {"superseded_at"}
    words = set(_CYPHER.split()) | set(_NAMES.split())
    words |= {each.value for each in Purpose} | {"dissents"}
    return words | set(declared.kinds) | set(declared.relationships) | stored | set(TIE_TYPES)


_KNOWN = known_words()


def unknown_words(text: str) -> set[str]:
    """The words of a statement that it may not hold."""
    found = set(_WORDS.findall(text)) - _KNOWN
    return {word for word in found if not re.fullmatch(r"v\d+[se]?(k\d+)?|s\d+|r\d+", word)}
