"""`kith serve` and `kith token`: the service, who may ask it, and who may no more."""

import sys
import time
from typing import Annotated

import typer

from gql.roles import Purpose, Role
from kith.commands.options import AsJson, settings_of
from kith.console import emit, say

token = typer.Typer(
    help="Tokens for the service on this machine, and revoking those of any.",
    invoke_without_command=True,
    no_args_is_help=False,
)


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


@token.callback()
def issue(
    context: typer.Context,
    role: Annotated[list[Role] | None, typer.Option(help="A role; may be given several times.")] = None,
    purpose: Annotated[
        list[Purpose] | None, typer.Option(help="A purpose that may be stated; several times too.")
    ] = None,
    subject: Annotated[str, typer.Option(help="Who asks.")] = "developer",
    team: Annotated[str | None, typer.Option(help="The team of who asks.")] = None,
    minutes: Annotated[
        float, typer.Option(help="For how long the token is valid, at most 60.", max=60.0)
    ] = 10.0,
    as_json: AsJson = False,
) -> None:
    """Print a signed token for the service on this machine, for development only; or revoke tokens."""
    from gql.keys import DevelopmentKey
    from gql.token import Claims
    from gql.token import issue as issued

    if context.invoked_subcommand is not None:
        return
    if not role or not purpose:
        raise typer.BadParameter("A token needs a --role and a --purpose.")
    key = DevelopmentKey.in_home(settings_of(context).keys)
    text = issued(key, Claims(subject, frozenset(role), frozenset(purpose), team), minutes=minutes)
    if as_json:
        emit({"token": text, "minutes": minutes}, as_json=True)
    else:
        sys.stdout.write(text + "\n")


@token.command()
def revoke(
    context: typer.Context,
    by: Annotated[str, typer.Option("--by", help="Who revokes; it is kept.")],
    subject: Annotated[str | None, typer.Argument(help="Whose tokens: the `sub` that they hold.")] = None,
    everybody: Annotated[bool, typer.Option("--all", help="Everybody's tokens.")] = False,
    as_json: AsJson = False,
) -> None:
    """Refuse every token issued until now, of one caller or of everybody, and end their subscriptions."""
    from gql.audit import submit
    from gql.revocation import FILE, revocation_entry
    from gql.revocation import revoke as revoked

    if (subject is None) != everybody:
        raise typer.BadParameter("Say whose tokens, or --all.")
    settings = settings_of(context)
    since = revoked(settings.keys / FILE, subject, time.time())
    submit(settings.audit, revocation_entry(subject, by), keys=settings.keys)
    whose = "everybody's" if subject is None else "the caller's"
    say(f"Revoked; {whose} tokens are valid again where they are issued from now on plus some seconds.")
    emit({"subject": subject, "valid_from": since}, as_json=as_json, title="Revoked")
