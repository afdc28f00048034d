"""`tact serve`, `tact worker`, `tact dashboard`: the processes of Tact."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

import uvicorn
from anyio import to_thread
from rich.console import Console

import dashboard as dashboard_package
from api.app import create_app
from api.services import Services
from dashboard.theme import THEME
from reply_core import jobs
from reply_core.database import upgrade
from reply_core.errors import BadSettings, Conflict
from reply_core.settings import Settings, load_settings
from tact.provider_file import write_provider_file
from tact.wiring import powers, prepare_jobs, running

CONSOLE = Console(highlight=False)


def serve(*, worker: bool = True) -> None:
    """Run the API until it is told to stop."""
    settings = load_settings()
    check_free(settings.host, settings.port, "TACT_PORT")

    async def work() -> None:
        async with running(settings, worker=worker) as services:
            CONSOLE.print(f"Tact API: {api_address(settings)} · docs at /schema · level {services.shop.level}")
            await api_server(settings, services).serve()

    asyncio.run(work())


def work() -> None:
    """Do the durable work alone, next to API processes on PostgreSQL."""
    settings = load_settings()
    if settings.on_sqlite:
        raise BadSettings(
            "on SQLite one process is both API and worker",
            where="TACT_DATABASE_URL",
            mend="run tact serve alone, or use PostgreSQL",
        )

    async def until_told() -> None:
        await upgrade(settings.database_url)
        prepare_jobs(settings, powers(settings))
        await to_thread.run_sync(lambda: jobs.launch(settings))
        stop = asyncio.Event()
        for name in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(name, stop.set)
        CONSOLE.print(f"Tact worker {settings.worker_name}: at work")
        await stop.wait()
        await to_thread.run_sync(jobs.shutdown)

    asyncio.run(until_told())


def dashboard() -> None:
    """Run the dashboard in the foreground."""
    settings = load_settings()
    check_free(settings.host, settings.dashboard_port, "TACT_DASHBOARD_PORT")
    CONSOLE.print(f"Tact dashboard: {dashboard_address(settings)} · API at {api_address(settings)}")
    sys.exit(subprocess.call(dashboard_command(settings), env=dashboard_environment(settings)))


def api_server(settings: Settings, services: Services) -> uvicorn.Server:
    """The HTTP server of the API."""
    app = create_app(services)
    config = uvicorn.Config(
        app, host=settings.host, port=settings.port, log_level="warning", access_log=False, timeout_graceful_shutdown=3
    )
    return QuietServer(config)


def check_free(host: str, port: int, name: str) -> None:
    """Raise Conflict when somebody listens on the port already, before anything is started."""
    with closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Conflict(
                f"port {port} is taken: {error.strerror}",
                where=name,
                mend=f"stop the program that uses it, or set {name} to another port",
            ) from None


class QuietServer(uvicorn.Server):
    """Stops on the first signal and hands control back, so that everything else can be put away, too."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take SIGINT and SIGTERM while serving; unlike the original, do not raise them again afterwards."""
        loop = asyncio.get_running_loop()
        for name in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(name, self.handle_exit, name, None)
        try:
            yield
        finally:
            for name in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(name)
                signal.signal(name, signal.SIG_IGN)  # a second Ctrl-C must not cut the tidying short


def api_address(settings: Settings) -> str:
    """Where the API answers on this machine."""
    host = "127.0.0.1" if settings.host in {"0.0.0.0", "::"} else settings.host  # noqa: S104
    return f"http://{host}:{settings.port}"


def dashboard_address(settings: Settings) -> str:
    """Where the dashboard answers on this machine."""
    return f"http://127.0.0.1:{settings.dashboard_port}"


def dashboard_command(settings: Settings) -> list[str]:
    """Streamlit with everything it needs said, whatever folder it is run from."""
    script = Path(str(dashboard_package.__file__)).parent / "app.py"
    options: dict[str, object] = {
        "server.port": settings.dashboard_port,
        "server.address": settings.host,
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "server.maxUploadSize": max(1, int(settings.upload_limit_mb)),
        "browser.gatherUsageStats": "false",
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
        **{f"theme.{name}": value for name, value in THEME.items()},
    }
    provider = write_provider_file(settings, dashboard_address(settings))
    if provider is not None:
        options["secrets.files"] = str(provider.resolve())
    flags = [part for name, value in options.items() for part in (f"--{name}", str(value))]
    return [sys.executable, "-m", "streamlit", "run", str(script), *flags]


def dashboard_environment(settings: Settings) -> Mapping[str, str]:
    """What the dashboard is told: where the API is, and the language. It gets no secret."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TACT_", "OPENAI_"))}
    return {**kept, "TACT_API_URL": api_address(settings), "TACT_LANGUAGE": settings.language}
