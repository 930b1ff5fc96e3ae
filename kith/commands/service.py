"""`kith serve` and `kith token`: the service, and who may ask it."""

import sys
from typing import Annotated

import typer

from gql.roles import Purpose, Role
from kith.commands.options import AsJson, settings_of
from kith.console import emit, say


def serve(
    context: typer.Context,
    host: Annotated[
        str, typer.Option(help="Address to listen on; loopback unless told otherwise.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8080,
) -> None:
    """Answer GraphQL questions until interrupted."""
    from gql.server import serve as serve_application

    settings = settings_of(context).service()
    say(f"Starting; questions go to http://{host}:{port}/graphql. Stop with Ctrl-C.")
    serve_application(settings, host=host, port=port)


def token(
    context: typer.Context,
    role: Annotated[list[Role], typer.Option(help="A role; may be given several times.")],
    purpose: Annotated[list[Purpose], typer.Option(help="A purpose that may be stated; several times too.")],
    subject: Annotated[str, typer.Option(help="Who asks.")] = "developer",
    team: Annotated[str | None, typer.Option(help="The team of who asks.")] = None,
    minutes: Annotated[
        float, typer.Option(help="For how long the token is valid, at most 60.", max=60.0)
    ] = 10.0,
    as_json: AsJson = False,
) -> None:
    """Print a signed token for the service on this machine; for development only."""
    from gql.keys import DevelopmentKey
    from gql.token import Claims, issue

    key = DevelopmentKey.in_home(settings_of(context).keys)
    text = issue(key, Claims(subject, frozenset(role), frozenset(purpose), team), minutes=minutes)
    if as_json:
        emit({"token": text, "minutes": minutes}, as_json=True)
    else:
        sys.stdout.write(text + "\n")
