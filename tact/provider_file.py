"""What the dashboard is told of the company's identity provider: a file for it alone, made from the settings."""

import hmac
import json
import os
from pathlib import Path

from reply_core.settings import Settings


def write_provider_file(settings: Settings, dashboard: str) -> Path | None:
    """Write the dashboard's ``[auth]`` section, readable by its owner only; None where no provider is set.

    The secret of its cookies comes from the client's secret, so that all dashboards share it and a restart ends nobody.
    """
    if not settings.oidc_issuer:
        return None
    secret = settings.oidc_client_secret.get_secret_value() if settings.oidc_client_secret else ""
    cookie = hmac.digest(secret.encode() or os.urandom(32), b"tact dashboard cookies", "sha256").hex()
    values = {
        "redirect_uri": settings.oidc_redirect or f"{dashboard}/oauth2callback",
        "cookie_secret": cookie,
        "client_id": settings.oidc_client_id,
        "client_secret": secret,
        "server_metadata_url": settings.oidc_issuer.rstrip("/") + "/.well-known/openid-configuration",
        "expose_tokens": "id",
    }
    lines = ["[auth]", *(f"{name} = {json.dumps(value)}" for name, value in values.items()), ""]
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    path = settings.data_dir / "dashboard-auth.toml"
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write("\n".join(lines))
    return path
