"""Trusted documents: the questions that were agreed on, each asked for by the hash of its text.

They are read when the service starts, and each must fit the schema and the limits, or it does not start.
Whose roles are held to them may put no other question. After the appendix on trusted documents of GraphQL
over HTTP: a request has `documentId`, which is `sha256:` and the hash in hexadecimal, instead of `query`.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Self

from graphql import GraphQLSchema, OperationDefinitionNode, OperationType

from gql.audit_trail import with_trail
from gql.caller import Caller
from gql.changes.declared import mutation_schema
from gql.document import checked_document, parse_document
from gql.errors import AccessError, SettingsError, TrustedOnlyError, UnknownDocumentError
from gql.glass_trail import with_glass
from gql.limits import Limits
from gql.plans import Question
from gql.roles import Role
from gql.schema import full_schema
from gql.subscription import subscription_schema
from gql.why_access import with_why

_PREFIX = "sha256:"
_KINDS = frozenset(OperationType)


@dataclass(frozen=True)
class TrustedDocuments:
    """Documents by their id, and the roles that may put no question but these.

    Attributes:
        only: a caller who has one of these roles is held to the documents, whatever else they are.
    """

    by_id: Mapping[str, str] = field(default_factory=dict)
    only: frozenset[Role] = frozenset()

    @classmethod
    def read(cls, path: Path | None, only: frozenset[Role], limits: Limits) -> Self:
        """The documents in a folder (`*.graphql`, one a file) or in a file of JSON (hash to text).

        Raises:
            SettingsError: one cannot be read, or does not fit the schema, the limits or its hash; or roles
                are held to documents that there are not.
        """
        if path is None:
            if only:
                raise SettingsError("KITH_TRUSTED_ONLY holds roles to documents; name them in KITH_DOCUMENTS")
            return cls({}, only)
        named = dict(_manifest(path) if path.is_file() else _folder(path))
        if not named:
            raise SettingsError(f"{path.name}: there is no document; each is a file that ends in .graphql")
        for name, text in named.items():
            _check(name, text, limits)
        return cls({document_id(text): text for text in named.values()}, only)

    def question(self, asked: Question, caller: Caller) -> Question:
        """A question with its text.

        Raises:
            UnknownDocumentError: it names a document that is none of these.
            TrustedOnlyError: it has a text of its own, and the caller is held to the documents.
        """
        if asked.document_id is not None:
            text = self.by_id.get(asked.document_id)
            if text is None:
                raise UnknownDocumentError
            return replace(asked, text=text, document_id=None)
        if self.only and asked.under is None and self.only & caller.roles:
            raise TrustedOnlyError
        return asked


def document_id(text: str) -> str:
    """The id of a document: the hash of its text, byte for byte in UTF-8."""
    return _PREFIX + sha256(text.encode()).hexdigest()


def _folder(path: Path) -> Iterator[tuple[str, str]]:
    for file in sorted(path.rglob("*.graphql")):
        yield file.name, _text(file)


def _manifest(path: Path) -> Iterator[tuple[str, str]]:
    """The documents of a file that says the hash of each, as tools for building web pages write it."""
    try:
        named = json.loads(_text(path))
    except ValueError as error:
        raise SettingsError(f"{path.name} is not JSON") from error
    if not isinstance(named, dict) or not all(isinstance(each, str) for each in named.values()):
        raise SettingsError(f"{path.name} is not an object of hashes and documents")
    for given, text in named.items():
        if given.removeprefix(_PREFIX) != document_id(text).removeprefix(_PREFIX):
            raise SettingsError(f"{path.name}: {given[:80]} is not the SHA-256 of its document")
        yield given, text


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path.name} cannot be read as text in UTF-8") from error


def _check(name: str, text: str, limits: Limits) -> None:
    """That every operation of a document fits one of the schemas that questions are read by."""
    try:
        ast = parse_document(text, limits)
        operations = [each for each in ast.definitions if isinstance(each, OperationDefinitionNode)]
        for each in operations:
            _fit(text, each.name.value if each.name else None, limits)
    except AccessError as error:
        raise SettingsError(f"{name}: {error.message} ({error.code})") from error
    if not operations:
        raise SettingsError(f"{name}: there is no operation in the document")


def _fit(text: str, operation: str | None, limits: Limits) -> None:
    first: AccessError | None = None
    for schema in _schemas():
        try:
            checked_document(parse_document(text, limits), operation, limits, schema, _KINDS)
        except AccessError as error:
            first = first if first is not None else error
        else:
            return
    assert first is not None
    raise first


def _schemas() -> Iterable[GraphQLSchema]:
    """The schemas of questions, subscriptions and changes, and of what is answered apart."""
    apart = (each(full_schema()) for each in (with_trail, with_why, with_glass))
    return (subscription_schema(), mutation_schema(), *apart)
