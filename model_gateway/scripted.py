"""A model that says what it was told to say: for tests, demos without a key, and rehearsing failures."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from model_gateway.gateway import Cause, ModelFailure, ModelReply, ModelRequest, TextStream, read_json
from model_gateway.tokens import count

_PIECE = 12


@dataclass(frozen=True, slots=True)
class Breaks:
    """A scripted failure; ``after`` is what a stream still says before it breaks."""

    cause: Cause
    after: str = ""


class ScriptedGateway:
    """Gives its outputs in order, one a call, and keeps every request it saw.

    Raises `ModelFailure` (``script_ended``) when asked once more than it was scripted for, so that a test never
    passes on a call it did not expect.
    """

    def __init__(self, outputs: Sequence[str | Breaks], *, name: str = "scripted") -> None:
        self._outputs = list(outputs)
        self._name = name
        self.requests: list[ModelRequest] = []

    @property
    def name(self) -> str:
        return self._name

    async def complete(self, request: ModelRequest) -> ModelReply:
        output = self._next(request)
        if isinstance(output, Breaks):
            raise ModelFailure(output.cause, where=self._name)
        if not output.strip():
            raise ModelFailure("empty", where=self._name)
        if request.schema is not None:
            read_json(output, where=self._name)
        return self._reply(request, output)

    def stream(self, request: ModelRequest) -> TextStream:
        return TextStream(self._pieces(request))

    async def _pieces(self, request: ModelRequest) -> AsyncIterator[str | ModelReply]:
        output = self._next(request)
        text = output.after if isinstance(output, Breaks) else output
        for start in range(0, len(text), _PIECE):
            yield text[start : start + _PIECE]
        if isinstance(output, Breaks):
            raise ModelFailure(output.cause, where=self._name)
        if not text.strip():
            raise ModelFailure("empty", where=self._name)
        yield self._reply(request, text)

    def _next(self, request: ModelRequest) -> str | Breaks:
        self.requests.append(request)
        if not self._outputs:
            raise ModelFailure("script_ended", where=self._name, detail=f"call {len(self.requests)}")
        return self._outputs.pop(0)

    def _reply(self, request: ModelRequest, text: str) -> ModelReply:
        return ModelReply(
            text=text,
            model=self._name,
            tokens_in=count(request.system) + count(request.user),
            tokens_out=count(text),
        )
