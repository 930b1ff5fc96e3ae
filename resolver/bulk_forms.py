"""Bulk forms: the functions that standardise, for many ASCII texts at once.

Invariant: each gives, text by text, what the function it is the form of gives. Importing this declares them.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from resolver import standardise
from resolver.address_text import (
    ABBREVIATIONS,
    SAYS_NO_ABODE,
    SAYS_NOTHING,
    says_no_abode,
    standardised_address,
    without_zeros,
)
from resolver.bulk import bulk_form, chosen, listed, taken
from resolver.packed import Codes, Flags, pack, sorted_unique, unpack
from resolver.signs import Laid, rewritten, single_spaced, table
from resolver.tokens import Tokens

_WORDS = table(lambda sign: sign.lower() if sign.isalnum() else " ")
_LETTERS_AND_DIGITS = table(lambda sign: sign.lower() if sign.isalnum() else "")
_NOT_WHITE = table(lambda sign: "" if sign.isspace() else sign.lower())
_NAMES = table(lambda sign: "" if sign in "'`" else sign.lower() if sign.isalpha() or sign == "-" else " ")
_NHS_DIGITS = 10


@bulk_form(standardise.compact)
def compact(texts: pa.StringArray) -> pa.StringArray:
    """Without spaces or punctuation, in lower case."""
    return _or_nothing(rewritten(texts, _LETTERS_AND_DIGITS))


@bulk_form(standardise.postcode)
def postcodes(texts: pa.StringArray) -> pa.StringArray:
    """Postcodes without those that stand for nothing."""
    return _without(compact(texts), standardise.placeholders()["postcode"])


@bulk_form(standardise.words)
def words(texts: pa.StringArray) -> pa.StringArray:
    """Words and numbers with single spaces."""
    spaced = single_spaced(rewritten(texts, _WORDS))
    return _without(_or_nothing(spaced), standardise.placeholders()["text"])


@bulk_form(standardise.email)
def emails(texts: pa.StringArray) -> pa.StringArray:
    """Email addresses in lower case, with something on both sides of an @."""
    plain = rewritten(texts, _NOT_WHITE)
    return chosen(pc.match_substring_regex(plain, "[^@]@+[^@]"), plain)


@bulk_form(standardise.nhs_number)
def nhs_numbers(texts: pa.StringArray) -> pa.StringArray:
    """Ten digits whose check digit holds."""
    plain = rewritten(texts, _LETTERS_AND_DIGITS)
    may_be = pc.and_(pc.equal(pc.binary_length(plain), pa.scalar(_NHS_DIGITS)), pc.ascii_is_decimal(plain))
    places = np.flatnonzero(may_be.to_numpy(zero_copy_only=False))
    holds = np.zeros(len(texts), dtype=np.bool_)
    holds[places] = _check_digit_holds(taken(plain, places))
    return chosen(holds, plain)


def _check_digit_holds(numbers: pa.StringArray) -> Flags:
    """Whether the check digit of each number of ten digits holds, and not all of them are one digit."""
    digits = Laid.of(numbers).signs.reshape(-1, _NHS_DIGITS).astype(np.int32) - ord("0")
    total = digits[:, :-1] @ np.arange(_NHS_DIGITS, 1, -1, dtype=np.int32)
    is_one_digit = (digits == digits[:, :1]).all(axis=1)
    return np.asarray(((11 - total % 11) % 11 == digits[:, -1]) & ~is_one_digit)


@bulk_form(standardise.name)
def names(texts: pa.StringArray) -> pa.StringArray:
    """Letters, single spaces and hyphens, without those that stand for no name."""
    stand_ins = standardise.placeholders()["name"]
    tokens = Tokens.of(rewritten(texts, _NAMES)).rewritten(lambda word: word.strip("-"))
    is_name = tokens.said(lambda word: word not in stand_ins)
    says = np.bincount(tokens.owners, weights=is_name, minlength=len(texts)) > 0
    return _without(chosen(says, tokens.joined()), stand_ins)


@bulk_form(standardised_address)
def addresses(texts: pa.StringArray) -> pa.StringArray:
    """Numbers first, then the words that tell."""
    tokens = Tokens.of(rewritten(texts, _WORDS))
    is_nowhere = _are_nowhere(texts, tokens)
    tokens = tokens.only(~is_nowhere[tokens.owners])
    is_number = tokens.said(lambda word: word[0].isdigit())
    is_its_letter = _are_letters_of_numbers(tokens)
    telling = tokens.only(~is_number & ~is_its_letter).rewritten(_telling)
    return _one_after_another(_numbers(tokens, is_number, is_its_letter), telling).joined()


def _telling(word: str) -> str | None:
    full = ABBREVIATIONS.get(word, word)
    return None if full in SAYS_NOTHING else full


def _are_nowhere(texts: pa.StringArray, tokens: Tokens) -> Flags:
    """Which texts say that there is no address; only those with a word of such a text are looked at."""
    found = np.zeros(len(texts), dtype=np.bool_)
    suspects = np.unique(tokens.owners[tokens.said(lambda word: any(part in word for part in SAYS_NO_ABODE))])
    found[suspects] = [says_no_abode(text.lower()) for text in listed(taken(texts, suspects))]
    return found


def _are_letters_of_numbers(tokens: Tokens) -> Flags:
    """Which words are a single letter that belongs to the number before it, as in “12 a”."""
    follows = np.zeros(len(tokens.codes), dtype=np.bool_)
    follows[1:] = tokens.said(str.isdigit)[:-1] & (tokens.owners[1:] == tokens.owners[:-1])
    return np.asarray(follows & tokens.said(lambda word: len(word) == 1 and word.isalpha()))


def _numbers(tokens: Tokens, is_number: Flags, is_its_letter: Flags) -> Tokens:
    """The numbers of each text, each once and in the order of their signs."""
    places = np.flatnonzero(is_number)
    has_letter = np.append(is_its_letter, False)[places + 1]
    letters = np.where(has_letter, np.append(tokens.codes, 0)[places + 1] + 1, 0)
    written = pack(tokens.codes[places], letters)
    distinct = sorted_unique(written)
    texts = [
        without_zeros(tokens.vocabulary[number] + (tokens.vocabulary[letter - 1] if letter else ""))
        for number, letter in zip(*(each.tolist() for each in unpack(distinct)), strict=True)
    ]
    vocabulary = sorted(set(texts))
    rank = {text: place for place, text in enumerate(vocabulary)}
    ranks = np.array([rank[text] for text in texts], dtype=np.int32)[np.searchsorted(distinct, written)]
    owners, codes = unpack(sorted_unique(pack(tokens.owners[places], ranks)))
    return Tokens(owners.astype(np.int64), codes, vocabulary, tokens.texts)


def _one_after_another(one: Tokens, other: Tokens) -> Tokens:
    """The words of `one`, then those of `other`, text by text."""
    owners = np.concatenate([one.owners, other.owners])
    codes: Codes = np.concatenate([one.codes, other.codes + np.int32(len(one.vocabulary))])
    order = np.argsort(owners, kind="stable")
    return Tokens(owners[order], codes[order], [*one.vocabulary, *other.vocabulary], one.texts)


def _or_nothing(texts: pa.StringArray) -> pa.StringArray:
    return chosen(pc.not_equal(texts, pa.scalar("")), texts)


def _without(texts: pa.StringArray, stand_ins: frozenset[str]) -> pa.StringArray:
    is_stand_in = pc.is_in(texts, value_set=pa.array(sorted(stand_ins), pa.string()))
    return chosen(pc.invert(is_stand_in), texts)
