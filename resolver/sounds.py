"""Sounds: one key for names that sound alike or were carried over from another script differently.

Invariant: a key depends on the name alone; spelling variants such as “mohammed” and “muhamad”, or “stephen”
and “steven”, share the sound. It errs to the wide side: it proposes, a comparison decides. The skeleton is
narrower: names that share it are one name as different ears and alphabets write it.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

import pyarrow as pa

from resolver.bulk import bulk_form, listed
from resolver.nicknames import usual_spellings

_RULES = tuple(
    (re.compile(pattern, re.MULTILINE), replacement)
    for pattern, replacement in (
        (r"^(kn|gn|pn)", "n"),
        (r"^wr", "r"),
        (r"^ps", "s"),
        (r"ph", "f"),
        (r"(?<=[aeiou])gh(?=t|$)", ""),
        (r"^(hs|x)(?=[iu])", "j"),
        (r"q(?=i)", "j"),
        (r"(shch|szcz|sch|sh|sz|ch|zh|tj|dj|cz)", "j"),
        (r"c(?=[eiy])", "s"),
        (r"g(?=[eiy])", "j"),
        (r"[cq]k?|kh", "k"),
        (r"x", "ks"),
        (r"z", "s"),
        (r"w(?=[^aeiouy]|$)", ""),
        (r"[vw]", "f"),
        (r"(?<!^)y", "i"),
        (r"h", ""),
        (r"(.)\1+", r"\1"),
    )
)
_FIRST_VOWEL, _FURTHER_VOWELS = (
    re.compile(r"^[aeiou]", re.MULTILINE),
    re.compile(r"(?<!^)[aeiou]", re.MULTILINE),
)
_SKELETON_RULES = tuple(
    (re.compile(pattern, re.MULTILINE), replacement)
    for pattern, replacement in (
        (r"shch|szcz|sch|sh|sz", "S"),
        (r"tsch|tch|cz|ch", "C"),
        (r"dzh|zh|dj|j|g(?=[eiy])", "J"),
        (r"kh|ck|[qk]|c(?=[^eiy]|$)", "k"),
        (r"c", "s"),
        (r"ph", "f"),
        (r"([gtdb])h", r"\1"),
        (r"x", "ks"),
        (r"v|w(?=[aeiouy])", "V"),
        (r"(?<!^)h", ""),
        (r"(.)\1+", r"\1"),
    )
)
_REMEMBERED = 1 << 16
_VOICED = re.compile(r"[aeiouyw]+")
_ROUND, _BRIGHT = frozenset("ouw"), frozenset("eiy")


@lru_cache(maxsize=_REMEMBERED)
def sound(name: str) -> str:
    """The sound of a standardised name: its first sound and the consonants that follow.

    Words are run together, so a space or hyphen makes no difference. A name of which spellings are listed
    sounds as the first of them does.
    """
    return sounds_of([name])[0]


@lru_cache(maxsize=_REMEMBERED)
def skeleton(name: str) -> str:
    """The consonants of a standardised name, the kind of its first vowel, and whether it ends in one."""
    return skeletons_of([name])[0]


def sounds_of(names: Sequence[str]) -> list[str]:
    """The sound of each name: every rule is applied to all of them at once, a name a line."""
    if not names:
        return []
    usual = usual_spellings()
    lines = _ruled(_lines(usual.get(name, name) for name in names), _RULES)
    return _FURTHER_VOWELS.sub("", _FIRST_VOWEL.sub("a", lines)).split("\n")


def skeletons_of(names: Sequence[str]) -> list[str]:
    """The skeleton of each name, in the same way."""
    if not names:
        return []
    return [_skeleton(letters) for letters in _ruled(_lines(names), _SKELETON_RULES).split("\n")]


@bulk_form(sound)
def _sounds_in_bulk(names: pa.StringArray) -> pa.StringArray:
    return pa.array(sounds_of(listed(names)), pa.string())


def _lines(names: Iterable[str]) -> str:
    """The letters of each name on a line of its own."""
    return "\n".join("".join(filter(str.isalpha, name)) for name in names)


def _ruled(lines: str, rules: Iterable[tuple[re.Pattern[str], str]]) -> str:
    for pattern, replacement in rules:
        lines = pattern.sub(replacement, lines)
    return lines


def _skeleton(letters: str) -> str:
    first = _VOICED.search(letters)
    if first is None:
        return letters
    rest = _VOICED.sub("", letters[first.end() :])
    return letters[: first.start()] + _kind(first[0]) + rest + ("-" if letters[-1] in "aeiouyw" else "")


def _kind(vowels: str) -> str:
    if not _ROUND.isdisjoint(vowels):
        return "u"
    return "a" if _BRIGHT.isdisjoint(vowels) else "i"
