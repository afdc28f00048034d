"""Is the process alive, and can it do its work. Open to everybody; nothing personal in the answers."""

from litestar import Response, Router, get
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from api.handling import TheServices
from api.views import HealthView

_OPEN = {"open": True, "exclude_from_auth": True}


@get("/live", opt=_OPEN, summary="Is the process alive")
async def live(services: TheServices) -> HealthView:
    """Answers as long as the process does."""
    return HealthView(status="ok", version=services.version)


@get("/ready", opt=_OPEN, summary="Can it do its work")
async def ready(services: TheServices) -> Response[HealthView]:
    """Whether the database answers, and at which level the desk works; 503 when the database does not answer."""
    shop = services.shop
    checks = {
        "database": await _database(services),
        "articles": str(len(shop.index.articles)),
        "level": shop.level,
        "embedder": shop.embedder.name if shop.embedder else "none",
        "vectors": shop.vectors,
        "model": shop.gateway.name if shop.gateway else "none",
    }
    is_ready = checks["database"] == "ok"
    view = HealthView(status="ok" if is_ready else "not ready", version=services.version, checks=checks)
    return Response(view, status_code=200 if is_ready else 503)


async def _database(services: TheServices) -> str:
    try:
        async with services.reading() as session:
            await (await session.connection()).execute(text("SELECT 1"))
    except (SQLAlchemyError, OSError) as error:
        return type(error).__name__
    return "ok"


router = Router("/health", route_handlers=[live, ready], tags=["health"])
