#!/bin/sh
# What `make test` runs: lint, types, floors, then the tests; browser tests last, alone on the machine.
set -eu
bin=$1
"$bin"/ruff check --quiet .
"$bin"/ruff format --check --quiet .
"$bin"/mypy .
"$bin"/lint-imports
"$bin"/python -m pytest -q -n 2 --dist loadfile
"$bin"/python -m pytest -q -m "browser and not slow" -rs tests/walks
