"""Who asks: what a verified token says, and nothing that the request could add to it."""

from dataclasses import dataclass

from gql.roles import Purpose, Role


@dataclass(frozen=True)
class Caller:
    """A person or program whose token was verified.

    Attributes:
        purposes: what the token may be used for; each request states one of them.
        team: the team that the person works in, which rules about working relationships ask for.
        worker: the caller's own reference as a worker, by which a case is the caller's own.
        issued: seconds since 1970 (UTC) at which the token was issued, which revocation asks for.
        expires: seconds since 1970 (UTC), after which nothing is answered.
    """

    subject: str
    roles: frozenset[Role]
    purposes: frozenset[Purpose]
    team: str | None
    expires: int
    worker: str | None = None
    issued: int = 0
