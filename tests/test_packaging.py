"""The package list, the environment and the checkout agree; see docs/design/001-one-flat-house.md."""

import importlib
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[1]
DECLARED = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"][
    "packages"
]
BESIDE_THE_HOUSE = {"tests", "evals", "benchmarks", "examples"}


def test_every_package_of_the_checkout_is_declared() -> None:
    """A folder with an __init__.py is shipped, or stands beside the house on purpose."""
    found = {path.parent.name for path in ROOT.glob("*/__init__.py")} - BESIDE_THE_HOUSE

    assert found == set(DECLARED)


def test_no_other_distribution_claims_our_names() -> None:
    """Another installed distribution that ships `drafting/` or `dashboard/` would silently shadow ours."""
    owners = packages_distributions()

    strangers = {name: owners[name] for name in DECLARED if set(owners.get(name, [])) - {"tact-desk"}}

    assert strangers == {}


def test_packages_are_imported_from_this_checkout() -> None:
    """What the tests test is what stands here."""
    homes = {name: Path(str(importlib.import_module(name).__file__)).parents[1] for name in DECLARED}

    assert set(homes.values()) == {ROOT}


def test_no_dashboard_file_shadows_a_package() -> None:
    """`streamlit run` puts dashboard/ first on the import path, so no file there may bear a package's name."""
    names = {path.stem for path in (ROOT / "dashboard").glob("*.py")}

    assert names.isdisjoint(DECLARED)


def test_locks_and_sources_name_no_host_and_no_machine() -> None:
    """Locks carry hashes only: no registry address, no path of the machine they were made on."""
    for lock in (ROOT / "locks").glob("*.txt"):
        text = lock.read_text("utf-8")
        assert "://" not in text, lock
        assert not any(line.startswith("--") for line in text.splitlines()), lock
        assert "--hash=sha256:" in text, lock
    assert not (ROOT / "uv.lock").exists()
