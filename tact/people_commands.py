"""The commands `tact people …` and `tact digest …`; what they do is imported when they run."""

from typing import Annotated, Literal

import typer

people = typer.Typer(help="People who sign in by the company's identity provider.", no_args_is_help=True)
digest = typer.Typer(help="The weekly digest.", no_args_is_help=True)

_AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")]
_Role = Literal["operator", "lead", "trainer", "admin"]


@people.command("add")
def add(
    email: Annotated[str, typer.Argument(help="The address the identity provider knows them by.")],
    name: Annotated[str, typer.Option(help="How they are called here.")],
    role: Annotated[_Role, typer.Option(help="What they may do.")],
    operator: Annotated[str, typer.Option(help="The operator's id, for role operator.")] = "",
    team: Annotated[str, typer.Option(help="The team a lead or trainer sees.")] = "",
    as_json: _AsJson = False,
) -> None:
    """Let somebody sign in by the company's identity provider."""
    from tact.people import add_somebody

    add_somebody(email, name=name, role=role, operator=operator, team=team, as_json=as_json)


@people.command("list")
def listed(as_json: _AsJson = False) -> None:
    """Everybody who may, and who no longer may."""
    from tact.people import list_everybody

    list_everybody(as_json=as_json)


@people.command("remove")
def remove(email: Annotated[str, typer.Argument(help="Whose access ends, at once.")]) -> None:
    """Let somebody in no more; open sessions end with the next request."""
    from tact.people import remove_somebody

    remove_somebody(email)


@digest.command("preview")
def preview(
    team: Annotated[str, typer.Option(help="Whose week; default: everybody's.")] = "",
    language: Annotated[Literal["", "ru", "en"], typer.Option(help="Default: TACT_LANGUAGE.")] = "",
    shape: Annotated[Literal["text", "html", "slack", "telegram"], typer.Option(help="How it is written.")] = "text",
) -> None:
    """Print the digest of the last full week."""
    from tact.digest import show

    show(team=team, language=language, shape=shape)


@digest.command("send")
def send(
    target: Annotated[str, typer.Option(help="Only to this target (id or e-mail); default: to all.")] = "",
    as_json: _AsJson = False,
) -> None:
    """Send the digest now, besides the weekly one; says for each target whether it arrived."""
    from tact.digest import send_now

    send_now(target, as_json=as_json)
