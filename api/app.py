"""The machines' door: every route of Tact in one Litestar application."""

from collections.abc import Sequence
from typing import Any

from litestar import Litestar, Router
from litestar.datastructures import State
from litestar.middleware import DefineMiddleware

from api import (
    assist_routes,
    calibration_routes,
    card_routes,
    coaching_routes,
    conversation_routes,
    dialogue_routes,
    digest_routes,
    dispute_routes,
    draft_routes,
    exemplar_routes,
    gap_routes,
    health_routes,
    knowledge_routes,
    library_routes,
    people_routes,
    practice_routes,
    prompt_routes,
    rating_routes,
    review_routes,
    sampling_routes,
    score_routes,
    session_routes,
    shop_routes,
    sign_in_routes,
    spotlight_routes,
    standard_routes,
    tone_routes,
    trend_routes,
)
from api.access_log import AccessLog
from api.auth import KeyMiddleware, check_policy
from api.docs import assets, openapi
from api.errors import HANDLERS
from api.handling import DEPENDENCIES, check_request
from api.services import Services

ROUTERS: tuple[Router, ...] = (
    conversation_routes.router,
    draft_routes.router,
    exemplar_routes.router,
    score_routes.router,
    tone_routes.router,
    rating_routes.router,
    trend_routes.router,
    assist_routes.router,
    card_routes.router,
    dispute_routes.router,
    review_routes.router,
    sampling_routes.router,
    spotlight_routes.router,
    calibration_routes.router,
    knowledge_routes.router,
    dialogue_routes.router,
    digest_routes.router,
    people_routes.router,
    prompt_routes.router,
    coaching_routes.router,
    practice_routes.router,
    session_routes.router,
    library_routes.router,
    gap_routes.router,
    shop_routes.router,
    standard_routes.router,
    sign_in_routes.router,
    health_routes.router,
)
_MEGABYTE = 1024 * 1024


def create_app(services: Services, *, lifespan: Sequence[Any] = ()) -> Litestar:
    """The application.

    Args:
        services: its collaborators; nothing is looked up elsewhere.
        lifespan: async context managers that begin and end with the application (engines, durable work).
    """
    return Litestar(
        route_handlers=[*ROUTERS, assets()],
        state=State({"services": services}),
        dependencies=DEPENDENCIES,
        middleware=[AccessLog(), DefineMiddleware(KeyMiddleware)],
        guards=[check_policy],
        before_request=check_request,
        exception_handlers=HANDLERS,
        openapi_config=openapi(services.version),
        request_max_body_size=int(services.settings.upload_limit_mb * _MEGABYTE),
        lifespan=list(lifespan),
        logging_config=None,
    )
