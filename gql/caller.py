"""Who asks: what a verified token says, and nothing that the request could add to it."""

from dataclasses import dataclass

from gql.roles import Purpose, Role


@dataclass(frozen=True)
class Caller:
    """A person or program whose token was verified.

    Attributes:
        purposes: what the token may be used for; each request states one of them.
        team: the team that the person works in, which rules about working relationships ask for.
        expires: seconds since 1970 (UTC), after which nothing is answered.
    """

    subject: str
    roles: frozenset[Role]
    purposes: frozenset[Purpose]
    team: str | None
    expires: int
