"""What the service is started with; secrets never appear in its representation."""

from dataclasses import dataclass, field
from pathlib import Path

from gql.allowance import Allowance
from gql.changes.writing import Writing
from gql.claims import ClaimNames
from gql.keys import VerifyingKeys
from gql.limits import Limits
from gql.packs import POLICIES
from gql.roles import Role
from gql.token import AUDIENCE, ISSUER
from gql.transport import Transport
from graph.store import Target


@dataclass(frozen=True)
class ServerSettings:
    """The database, the keys, the audit log, the policies and the limits.

    Attributes:
        audit: the audit log's folder; made if it is not there. The key that signs its checkpoints lies in
            the folder `keys` beside it.
        is_synced: whether the audit log is forced to the disk before each release, or every second.
        transport: hosts, TLS, and how much is answered at once.
        key_source: the file or address that `keys` are renewed from; None: they stay as they are.
        claims: which claims of tokens say what.
        is_development: whether tokens are signed on this machine; the service then listens on loopback only.
        documents: folder or file of the trusted documents; None for none.
        trusted_only: roles that may put no question but trusted documents.
        allowance: how much each caller may ask in a while.
        pseudonym_secret: at least 32 bytes that pseudonyms are derived from.
        writing: what changes need.
    """

    target: Target
    audit: Path
    keys: VerifyingKeys
    pseudonym_secret: bytes = field(repr=False)
    policies: Path = POLICIES
    issuer: str = ISSUER
    audience: str = AUDIENCE
    limits: Limits = field(default_factory=Limits)
    key_source: str | None = None
    claims: ClaimNames = field(default_factory=ClaimNames)
    is_development: bool = False
    documents: Path | None = None
    trusted_only: frozenset[Role] = frozenset()
    allowance: Allowance = field(default_factory=Allowance)
    is_synced: bool = False
    transport: Transport = field(default_factory=Transport)
    writing: Writing = field(default_factory=Writing)
