"""The client's part for prompts on trial."""

from api import views as v
from api.transport import Transport


class PromptCalls:
    """What a version in shadow came to."""

    _wire: Transport

    def shadow(self) -> v.ShadowList:
        """Versions tried on live traffic, compared with the one in use."""
        return self._wire.call("GET", "/v1/prompts/shadow", v.ShadowList)
