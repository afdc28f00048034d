"""The command `tact`. Each command lives in a module of its own and is imported when it runs."""

import sys
from pathlib import Path
from typing import Annotated, Literal, NoReturn

import typer
from rich.console import Console

from reply_core.errors import InvalidInput, TactError
from tact.people_commands import digest, people
from tact.prompt_commands import prompts

app = typer.Typer(
    name="tact",
    help="Tact drafts grounded replies for written support and scores every sent one by evidence.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
kb = typer.Typer(help="The knowledge base.", no_args_is_help=True)
keys = typer.Typer(help="Access keys of people and machines.", no_args_is_help=True)
db = typer.Typer(help="The database.", no_args_is_help=True)
app.add_typer(kb, name="kb")
app.add_typer(keys, name="keys")
app.add_typer(db, name="db")
standards = typer.Typer(help="The scoring standard.", no_args_is_help=True)
app.add_typer(standards, name="standard")
app.add_typer(prompts, name="prompts")
app.add_typer(people, name="people")
app.add_typer(digest, name="digest")

LevelName = Literal["rules", "local", "model", "auto"]
RoleName = Literal["operator", "lead", "trainer", "admin", "service"]

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")]
Level = Annotated[LevelName, typer.Option(help="rules needs nothing, local the bundled model, model an endpoint.")]


def main() -> None:
    """Run the command line; errors are said in words, with how to mend them."""
    try:
        app()
    except TactError as error:
        _refuse(error)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(141)


def _refuse(error: TactError) -> NoReturn:
    console = Console(stderr=True, highlight=False)
    console.print(f"[bold red]tact:[/] {error.what}", soft_wrap=True)
    if error.where:
        console.print(f"  where: {error.where}", soft_wrap=True, markup=False)
    if error.mend:
        console.print(f"  mend:  {error.mend}", soft_wrap=True, markup=False)
    sys.exit(2 if isinstance(error, InvalidInput) else 1)


@app.command()
def serve() -> None:
    """Run the API (and, on SQLite, the durable work)."""
    from tact.serving import serve as run

    run()


@app.command()
def worker() -> None:
    """Run the durable work alone (PostgreSQL; on SQLite `tact serve` does it)."""
    from tact.serving import work

    work()


@app.command()
def dashboard() -> None:
    """Run the dashboard against a running API."""
    from tact.serving import dashboard as run

    run()


@app.command()
def demo(
    data: Annotated[
        Literal["rosnitsa", "harbor_goods", "rutube_support"],
        typer.Option(help="A demo shop, or a public data set from TACT_EVAL_DATA."),
    ] = "rosnitsa",
    fresh: Annotated[bool, typer.Option(help="Forget the earlier demo data and load it again.")] = False,
) -> None:
    """Load a demo shop, start the API and the dashboard, and print their addresses and keys."""
    from tact.demo import run

    run(data, fresh=fresh)


@kb.command("import")
def kb_import(
    paths: Annotated[list[Path], typer.Argument(help="Files or folders: Markdown, CSV, XLSX, JSONL.")],
    brand: Annotated[str, typer.Option(help="The brand the articles belong to.")] = "",
    audience: Annotated[str, typer.Option(help="public or internal, of files that do not say it.")] = "",
    kind: Annotated[str, typer.Option(help="article or macro, of files that do not say it.")] = "",
    begin: Annotated[str, typer.Option("--from", help="First day, of files that do not say it.")] = "",
    until: Annotated[str, typer.Option(help="Last day, of files that do not say it.")] = "",
    as_json: AsJson = False,
) -> None:
    """Import articles and macros; a bad row is named by file, line and cause while the rest goes in. Says how many
    drafts and sent replies rest on what changed."""
    from tact.knowledge import import_files

    told = {"audience": audience, "kind": kind, "valid_from": begin, "valid_until": until}
    import_files(paths, told={name: value for name, value in told.items() if value}, brand=brand, as_json=as_json)


@kb.command("twins")
def kb_twins(
    brand: Annotated[str, typer.Option(help="The brand whose articles are looked through.")] = "",
    as_json: AsJson = False,
) -> None:
    """Near-duplicates and contradictions among the articles in force, with the two quotes of each."""
    from tact.knowledge import show_twins

    show_twins(brand=brand, as_json=as_json)


@app.command()
def score(
    source: Annotated[Path, typer.Argument(metavar="IN", help="CSV, JSONL, XLSX or Parquet, one message a row.")],
    out: Annotated[Path, typer.Option(help="CSV, JSONL or Parquet, one operator turn a row.")],
    kb_file: Annotated[Path | None, typer.Option("--kb", help="Articles the replies are checked against.")] = None,
    standard: Annotated[Path | None, typer.Option(help="A standard (TOML).")] = None,
    profile: Annotated[Path | None, typer.Option(help="A tone profile (TOML).")] = None,
    calendar: Annotated[Path | None, typer.Option(help="Working hours (TOML); without it time is 24/7.")] = None,
    brand: Annotated[str, typer.Option(help="Only messages of this brand.")] = "",
    level: Level = "auto",
    tz: Annotated[str, typer.Option(help="Zone of times that carry none, such as Europe/Moscow.")] = "",
    columns: Annotated[Path | None, typer.Option("--map", help="TOML or JSON: field = header.")] = None,
    workers: Annotated[int, typer.Option(help="Processes; 0 takes one per core.")] = 0,
    as_json: AsJson = False,
) -> None:
    """Score a file of conversations; bad rows are named and set aside, a broken run is resumed."""
    from tact.score_files import ScoreJob, score_file

    score_file(
        ScoreJob(
            source=source, out=out, kb=kb_file, standard=standard, profile=profile, calendar=calendar, brand=brand,
            level=level, tz=tz, columns=columns, workers=workers,
        ),
        as_json=as_json,
    )  # fmt: skip


@app.command()
def rescore(
    standard: Annotated[str, typer.Option(help="Version of a saved standard; a .toml only with --dry-run.")] = "",
    since: Annotated[str, typer.Option(help="Only replies sent from this day on, such as 2026-11-01.")] = "",
    conversation: Annotated[str, typer.Option(help="Only replies of this conversation.")] = "",
    operator: Annotated[str, typer.Option(help="Only replies of this operator (id).")] = "",
    level: Level = "auto",
    dry_run: Annotated[bool, typer.Option(help="Say what would move; store nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Score sent replies anew: new cards beside the old ones, and a report of what moved and why. Run again after a
    break, it goes on where it stopped."""
    from tact.rescore import RescoreJob, rescore_history

    job = RescoreJob(
        standard=standard, since=since, conversation=conversation, operator=operator, level=level, dry_run=dry_run
    )
    rescore_history(job, as_json=as_json)


@standards.command("try")
def standard_try(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="A draft of a standard (TOML).")],
    sample: Annotated[int, typer.Option(min=0, help="So many replies drawn at random; 0 takes all.")] = 300,
    since: Annotated[str, typer.Option(help="Only replies sent from this day on.")] = "",
    operator: Annotated[str, typer.Option(help="Only replies of this operator (id).")] = "",
    level: Level = "auto",
    as_json: AsJson = False,
) -> None:
    """Try a standard on sent replies: how many verdicts change, and for whom. Nothing is stored, no model is asked."""
    from tact.rescore import try_draft

    try_draft(path, sample=sample, since=since, operator=operator, level=level, as_json=as_json)


@standards.command("use")
def standard_use(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="A standard (TOML).")], as_json: AsJson = False
) -> None:
    """Save a standard as the one in force. Cards made before keep the one they were made with."""
    from tact.rescore import use_standard

    use_standard(path, as_json=as_json)


@standards.command("calibrate")
def standard_calibrate(
    error: Annotated[float, typer.Option(min=0.01, max=0.5, help="Errors allowed among the decided.")] = 0.1,
    save: Annotated[bool, typer.Option(help="Put the thresholds in force, under a new version.")] = False,
    level: Level = "auto",
    as_json: AsJson = False,
) -> None:
    """The shop's own thresholds for missed questions, from what its people decided, with what they guarantee."""
    from tact.calibrate import calibrate_asks

    calibrate_asks(error=error, save=save, level=level, as_json=as_json)


@app.command()
def draft(
    source: Annotated[
        Path, typer.Argument(metavar="IN", help="One inquiry a row: id, text, optional channel, order, customer.")
    ],
    out: Annotated[Path, typer.Option(help="JSONL, CSV or Parquet.")],
    kb_file: Annotated[Path, typer.Option("--kb", help="Articles to draft from: id, topic, question, answer or text.")],
    profile: Annotated[Path | None, typer.Option(help="A tone profile (TOML).")] = None,
    level: Level = "auto",
    as_json: AsJson = False,
) -> None:
    """Draft a reply to each inquiry of a file, or hand over with the reason."""
    from tact.draft_files import DraftJob, draft_file

    draft_file(DraftJob(source=source, out=out, kb=kb_file, profile=profile, level=level), as_json=as_json)


@app.command("eval")
def evaluate(
    name: Annotated[
        str,
        typer.Argument(
            help="A set, a group (retrieval, tone, completeness, grounding, privacy, literacy, speed, fairness) or all."
        ),
    ],
    data: Annotated[
        Path | None, typer.Option(help="The folder of that one set; default $TACT_EVAL_DATA/<folder>.")
    ] = None,
    level: Level = "auto",
    html: Annotated[
        Path | None, typer.Option(help="Write the report to this file, too: one page, no links out.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Measure what is shipped on a public data set: n, the metric with an interval, the baseline beside it."""
    from tact.measure import evaluate as run

    run(name, data=data, level=level, as_json=as_json, html=html)


@keys.command("create")
def keys_create(
    name: Annotated[str, typer.Argument(help="Whose key it is.")],
    role: Annotated[RoleName, typer.Option(help="What it may do.")],
    operator: Annotated[str, typer.Option(help="The operator's id, for role operator.")] = "",
    team: Annotated[str, typer.Option(help="The team a lead or trainer sees.")] = "",
    as_json: AsJson = False,
) -> None:
    """Make a key. It is shown once."""
    from tact.admin import create_key

    create_key(name, role=role, operator=operator, team=team, as_json=as_json)


@keys.command("list")
def keys_list(as_json: AsJson = False) -> None:
    """List the keys, never their secrets."""
    from tact.admin import list_keys

    list_keys(as_json=as_json)


@keys.command("revoke")
def keys_revoke(name: Annotated[str, typer.Argument(help="The key's name.")]) -> None:
    """Make a key stop working, at once."""
    from tact.admin import revoke_key

    revoke_key(name)


@db.command("upgrade")
def db_upgrade(as_json: AsJson = False) -> None:
    """Bring the database to the newest tables; what is there stays."""
    from tact.admin import upgrade

    upgrade(as_json=as_json)
