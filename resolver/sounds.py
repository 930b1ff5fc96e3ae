"""Sounds: one key for names that sound alike or were carried over from another script differently.

Invariant: the key depends on the letters alone; spelling variants such as “mohammed” and “muhamad”,
or “stephen” and “steven”, share a key. It errs to the wide side: it proposes, a comparison decides.
"""

import re

_RULES = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"^(kn|gn|pn)", "n"),
        (r"^wr", "r"),
        (r"^ps", "s"),
        (r"ph", "f"),
        (r"(?<=[aeiou])gh(?=t|$)", ""),
        (r"(sch|sh|ch|zh|tj|cz)", "j"),
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
_VOWELS = re.compile(r"[aeiou]+")


def sound(name: str) -> str:
    """The sound of a standardised name: its first sound and the consonants that follow.

    Words are run together, so a space or hyphen makes no difference.
    """
    letters = "".join(letter for letter in name if letter.isalpha())
    for pattern, replacement in _RULES:
        letters = pattern.sub(replacement, letters)
    if not letters:
        return ""
    first = "a" if letters[0] in "aeiou" else letters[0]
    return first + _VOWELS.sub("", letters[1:])
