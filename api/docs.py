"""The description of the API: OpenAPI 3.1 and Swagger pages, served from this machine without any outside request."""

from pathlib import Path

import litestar_offline_docs
from litestar import Router
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin, SwaggerRenderPlugin, YamlRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme
from litestar.static_files import create_static_files_router

_ASSETS = "/schema-assets"
_ABOUT = """Inquiries come in, grounded drafts go out to the operator, the reply that was really sent is scored by the
shop's own standard with verified evidence.

Every request but `/health` and `/schema` carries `Authorization: Bearer KEY`. Every error is
`application/problem+json`: `detail` (what), `where`, `mend` (how to mend it), and `errors` for wrong fields.
Identifiers in a path are percent-encoded; a slash inside one travels as `~1`, a tilde as `~0`."""


def openapi(version: str) -> OpenAPIConfig:
    """The OpenAPI document and its pages under /schema."""
    return OpenAPIConfig(
        title="Tact",
        version=version or "0",
        description=_ABOUT,
        openapi_router=Router("/schema", route_handlers=[], opt={"open": True, "exclude_from_auth": True}),
        use_handler_docstrings=True,
        security=[{"key": []}],
        components=Components(
            security_schemes={"key": SecurityScheme(type="http", scheme="bearer", description="An API key of Tact")}
        ),
        render_plugins=[
            SwaggerRenderPlugin(
                js_url=f"{_ASSETS}/swagger-ui-bundle.js",
                css_url=f"{_ASSETS}/swagger-ui.css",
                standalone_preset_js_url=f"{_ASSETS}/swagger-ui-standalone-preset.js",
                favicon="<link rel='icon' href='data:,'>",
                path="/",
            ),
            JsonRenderPlugin(),
            YamlRenderPlugin(),
        ],
    )


def assets() -> Router:
    """The files of the Swagger page."""
    folder = Path(litestar_offline_docs.__file__).parent / "static"
    return create_static_files_router(
        _ASSETS, directories=[folder], opt={"open": True, "exclude_from_auth": True}, include_in_schema=False
    )
