"""Files and fields of a multipart form, read into memory once; names are kept without folders."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

from litestar.datastructures import UploadFile

from api.words import say
from reply_core.errors import InvalidInput
from reply_core.storable import storable
from reply_core.types import Language

MAX_FILES = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Uploaded:
    """What a form carried: files by name, and its plain fields."""

    files: tuple[tuple[str, bytes], ...]
    fields: Mapping[str, str] = field(default_factory=dict)


async def read_uploads(form: Mapping[str, Any], language: Language) -> Uploaded:
    """All files of a form, whatever their field is called, and its plain fields.

    Raises:
        InvalidInput: there is no file, or too many.
    """
    files: list[tuple[str, bytes]] = []
    fields: dict[str, str] = {}
    for name, value in form.items():
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, UploadFile):
                files.append((_bare(item.filename), await item.read()))
            elif item is not None:
                fields[name] = storable(str(item))
    if not files:
        raise InvalidInput(say("no_files", language), where="files", mend=say("mend_no_files", language))
    if len(files) > MAX_FILES:
        raise InvalidInput(say("many_files", language, limit=MAX_FILES), where="files")
    return Uploaded(files=tuple(files), fields=fields)


def _bare(filename: str) -> str:
    """The last part of a path of any system: browsers send names, other clients send anything."""
    name = PureWindowsPath(PurePosixPath(storable(filename)).name).name
    return name or "file"
