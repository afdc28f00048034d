"""Names of what trends are grouped by: operators, teams, channels, topics."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from litestar.params import QueryParameter

from api.show_card import topic_label
from human_review.slices import By, Unit
from reply_core.directory import OperatorInfo
from reply_core.types import Language

Weeks = Annotated[int, QueryParameter(ge=1, le=104, description="ISO weeks, this one included")]
ByQuery = Annotated[By, QueryParameter(description="operator, team, channel or topic")]
UnitQuery = Annotated[Unit, QueryParameter(description="day, week or month")]
ChannelQuery = Annotated[str, QueryParameter(max_length=40, description="Only this channel")]
TopicQuery = Annotated[str, QueryParameter(max_length=80, description="Only this topic")]

_CHANNELS: Mapping[str, Mapping[Language, str]] = {
    "email": {"ru": "почта", "en": "e-mail"},
    "chat": {"ru": "чат", "en": "chat"},
    "messenger": {"ru": "мессенджер", "en": "messenger"},
    "social": {"ru": "соцсети", "en": "social networks"},
    "review": {"ru": "отзыв", "en": "review"},
    "webform": {"ru": "форма на сайте", "en": "web form"},
}


def channel_label(code: str, language: Language) -> str:
    """A channel in words."""
    return _CHANNELS.get(code, {}).get(language, code)


def group_name(by: By, key: str, people: Mapping[str, str], language: Language) -> str:
    """The name of a group; ``people``: operator id → name."""
    if by == "operator":
        return people.get(key, key)
    if by == "topic":
        return topic_label(key, language)
    return channel_label(key, language) if by == "channel" else key


def teams_of(people: Sequence[OperatorInfo]) -> Mapping[str, str]:
    """Operator id → team."""
    return {person.id: person.team for person in people}
