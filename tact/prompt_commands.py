"""The commands `tact prompts …`; what they do is imported when they run."""

from pathlib import Path
from typing import Annotated, Literal

import typer

prompts = typer.Typer(help="The words for the model: versions, trials, shadow.", no_args_is_help=True)

_AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")]
_Spoken = Literal["ru", "en", "both"]


@prompts.command("list")
def listed() -> None:
    """All prompts with their versions and hashes."""
    from tact.prompt_runs import list_prompts

    list_prompts()


@prompts.command("test")
def trial(
    name: Annotated[str, typer.Argument(help="The prompt: draft_reply.")],
    against: Annotated[tuple[str, str], typer.Option(help="Two versions, as in --against v1 v2.")],
    cases: Annotated[Path | None, typer.Option(help="Own cases as TOML; default: the shipped ones.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write a side-by-side report here.")] = None,
    language: Annotated[_Spoken, typer.Option(help="Which of the shipped cases.")] = "both",
    as_json: _AsJson = False,
) -> None:
    """Run golden cases over two versions with the configured model: quality by the verifier, tokens, time."""
    from tact.prompt_runs import try_prompt

    try_prompt(name, against, cases, html, language=language, as_json=as_json)


@prompts.command("shadow")
def shadowed(as_json: _AsJson = False) -> None:
    """What a version tried on live traffic came to beside the one in use (TACT_SHADOW_PROMPT, TACT_SHADOW_SHARE)."""
    from tact.prompt_runs import shadow

    shadow(as_json=as_json)
