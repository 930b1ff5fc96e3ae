"""Settings: where Kith keeps its things, and which database it talks to.

Read from the environment once, and handed on as a frozen value; no other module reads the environment.
The rooms are imported by the methods that need them, so that no command pays for another's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from graph.errors import DatabaseUnavailableError
from graph.target import Target
from kith.serving import Serving

if TYPE_CHECKING:
    from gql.changes.writing import Writing
    from gql.settings import ServerSettings
    from graph.server import ServerOptions


@dataclass(frozen=True)
class Settings:
    """Where Kith keeps its things.

    Attributes:
        home: folder for the database, keys, models and the audit log (`KITH_HOME`).
        cache: folder for what was downloaded and can be downloaded again (`KITH_CACHE`).
        server: another Neo4j to use instead of the managed one (`KITH_NEO4J_URI`, `KITH_NEO4J_USER`,
            `KITH_NEO4J_PASSWORD`, `KITH_NEO4J_DATABASE`), or None.
        key_set: a JSON Web Key Set, file or https address, that tokens are checked against
            (`KITH_KEY_SET`); None takes this machine's development key.
        claims: which claims of tokens say what (`KITH_CLAIM_ROLES`, `KITH_CLAIM_PURPOSES`, `KITH_CLAIM_TEAM`,
            `KITH_CLAIM_WORKER`), where they are not the usual ones.
        issuer: who issues the tokens (`KITH_ISSUER`).
        audience: whom the tokens are for (`KITH_AUDIENCE`).
        serving: how the GraphQL service is reached.
    """

    home: Path
    cache: Path
    server: Target | None = None
    key_set: str | None = None
    issuer: str = "kith"
    audience: str = "kith"
    claims: Mapping[str, str] = field(default_factory=dict)
    serving: Serving = field(default_factory=Serving)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str], home: Path | None = None) -> "Settings":
        """The settings that the environment gives; `home` wins over `KITH_HOME`."""
        return cls(
            home=home
            if home is not None
            else _folder(environment, "KITH_HOME", "XDG_DATA_HOME", ".local/share"),
            cache=_folder(environment, "KITH_CACHE", "XDG_CACHE_HOME", ".cache"),
            server=_server(environment),
            key_set=environment.get("KITH_KEY_SET"),
            issuer=environment.get("KITH_ISSUER", cls.issuer),
            audience=environment.get("KITH_AUDIENCE", cls.audience),
            claims=_claims(environment),
            serving=Serving.from_environment(environment),
        )

    def server_options(self) -> "ServerOptions":
        """The options of the managed server."""
        from graph.server import ServerOptions

        return ServerOptions(home=self.home / "neo4j", cache=self.cache)

    def target(self) -> Target:
        """The database to talk to: the one that the environment names, or the managed one.

        Raises:
            DatabaseUnavailableError: no server is named and the managed one is not running.
        """
        from graph.server import status

        if self.server is not None:
            return self.server
        running = status(self.server_options()).target
        if running is None:
            raise DatabaseUnavailableError(
                "No database is running here. Start it with `kith up`, or name a server with KITH_NEO4J_URI."
            )
        return running

    def service(self) -> "ServerSettings":
        """What the GraphQL service is started with.

        Raises:
            DatabaseUnavailableError: there is no database to answer from.
            gql.errors.SettingsError: a key cannot be read.
        """
        from gql.claims import ClaimNames
        from gql.keys import DevelopmentKey, pseudonym_secret, read_key_set
        from gql.settings import ServerSettings

        source = self.key_source()
        keys = DevelopmentKey.in_home(self.keys).verifying() if source is None else read_key_set(source)
        return ServerSettings(
            target=self.target(),
            audit=self.audit,
            keys=keys,
            pseudonym_secret=pseudonym_secret(self.keys),
            key_source=source,
            claims=ClaimNames(**self.claims),
            is_development=source is None,
            issuer=self.issuer,
            audience=self.audience,
            transport=self.serving.transport(),
            limits=self.serving.limits(),
            documents=self.serving.documents,
            trusted_only=self.serving.roles(),
            allowance=self.serving.allowance(),
            writing=self.writing(),
        )

    def writing(self) -> "Writing":
        """What changes over GraphQL need of this machine."""
        from gql.changes.writing import Writing

        return Writing(
            identity_key=self.identity_key(),
            resolver=self.resolver,
            contracts=self.serving.contracts
            if self.serving.contracts is not None
            else self.home / "contracts",
            quarantine=self.quarantine,
            uploads=self.home / "uploads",
            glass_minutes=self.serving.glass_minutes,
        )

    def key_source(self) -> str | None:
        """Where the keys of tokens are: named, or told by the issuer; None for this machine's own.

        Raises:
            gql.errors.SettingsError: the issuer's discovery document cannot be read.
        """
        from gql.discovery import key_set_of

        if self.key_set is None and "://" in self.issuer:
            return key_set_of(self.issuer)
        return self.key_set

    def identity_key(self) -> bytes:
        """The key that ids of addresses and households are made with, made on first use."""
        from gql.keys import private_secret

        return private_secret(self.keys / "identity.key")

    @property
    def keys(self) -> Path:
        """Folder of the development key and the secret of the pseudonyms."""
        return self.home / "keys"

    @property
    def models(self) -> Path:
        """Folder of trained models."""
        return self.home / "models"

    @property
    def resolver(self) -> Path:
        """Folder of what the last whole run of the resolver learned."""
        return self.home / "resolver"

    @property
    def audit(self) -> Path:
        """Folder of the audit log."""
        return self.home / "audit"

    @property
    def quarantine(self) -> Path:
        """Folder of quarantined rows."""
        return self.home / "quarantine"


def _folder(environment: Mapping[str, str], own: str, base: str, fallback: str) -> Path:
    if environment.get(own):
        return Path(environment[own]).expanduser().absolute()
    root = environment.get(base)
    return (Path(root) if root else Path.home() / fallback) / "kith"


def _claims(environment: Mapping[str, str]) -> dict[str, str]:
    """The names of claims that the environment gives."""
    named = {
        "roles": environment.get("KITH_CLAIM_ROLES"),
        "purposes": environment.get("KITH_CLAIM_PURPOSES"),
        "team": environment.get("KITH_CLAIM_TEAM"),
        "worker": environment.get("KITH_CLAIM_WORKER"),
    }
    return {claim: name for claim, name in named.items() if name}


def _server(environment: Mapping[str, str]) -> Target | None:
    uri = environment.get("KITH_NEO4J_URI")
    if not uri:
        return None
    return Target(
        uri=uri,
        user=environment.get("KITH_NEO4J_USER", "neo4j"),
        password=environment.get("KITH_NEO4J_PASSWORD", ""),
        database=environment.get("KITH_NEO4J_DATABASE", "neo4j"),
    )
