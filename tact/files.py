"""What `tact score` and `tact draft` share: articles, bytes, progress bars."""

from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from knowledge_base.articles import Article
from knowledge_base.importers import read_files
from reply_core.errors import BadFile


def articles_of(path: Path | None) -> tuple[Article, ...]:
    """The articles of a file or folder; none without one. Raises BadFile when there is none inside."""
    if path is None:
        return ()
    imported = read_files([path])
    if not imported.articles:
        cause = imported.problems[0].cause if imported.problems else "it holds no article"
        raise BadFile(cause, where=str(path), mend="give JSONL with id and text, or question and answer")
    return imported.articles


def bytes_of(path: Path) -> bytes:
    """The file's bytes. Raises BadFile naming it."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadFile("the file cannot be read", where=str(path), mend=error.strerror or "check the path") from None


def bars(*, quiet: bool) -> Progress:
    """A progress bar on standard error; none when quiet."""
    return Progress(
        TextColumn("{task.description:<12}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True, quiet=quiet),
    )
