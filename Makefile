# Tact. `make help` lists what can be done.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
COMPARE := .compare-venv
BIN := $(VENV)/bin
export UV_NO_PROGRESS := 1

.PHONY: help
help: ## Show this help
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  \033[1m%-12s\033[0m %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(BIN)/uv: locks/bootstrap.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Tact needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 …"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r locks/bootstrap.txt
	@touch $(BIN)/uv

# One recipe, two sets of packages: the lock is installed by hash, then Tact itself without looking anything up.
define install_locked
	@echo "Installing from $(1) …"
	@VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r $(1) || \
		$(BIN)/python -m pip install --quiet --require-hashes -r $(1)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
endef

$(VENV)/.installed: $(BIN)/uv locks/runtime.txt pyproject.toml
	$(call install_locked,locks/runtime.txt)
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed locks/dev.txt
	$(call install_locked,locks/dev.txt)
	@touch $@

.PHONY: install
install: $(VENV)/.installed ## Make .venv with the command `tact` in it
	@echo "Ready: $(BIN)/tact --help"

.PHONY: demo
demo: $(VENV)/.installed ## Run the demo shop: API, dashboard, drafts and scores (Ctrl-C stops it)
	@exec $(BIN)/tact demo

.PHONY: test
test: $(VENV)/.installed-dev ## Run all checks and tests on SQLite and PostgreSQL (no key, no network)
	@sh deploy/check.sh $(BIN)

.PHONY: test-llm
test-llm: $(VENV)/.installed-dev ## Run the tests that need a small real model (500 MB into var/llm, once; minutes)
	@sh deploy/llm.sh test $(BIN)

.PHONY: check
check: $(VENV)/.installed-dev ## Lint, types and floors only
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy . && $(BIN)/lint-imports

.PHONY: format
format: $(VENV)/.installed-dev ## Format the code
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

.PHONY: evals
evals: $(VENV)/.installed ## Measure quality on public data sets (TACT_EVAL_DATA=folder); writes var/evals.html
	@mkdir -p var && $(BIN)/tact eval all --html var/evals.html

# What a user would pick instead lives in an environment of its own: its packages never meet Tact's.
$(COMPARE)/.installed: $(BIN)/uv locks/compare.txt
	@test -x $(COMPARE)/bin/python || $(PYTHON) -m venv $(COMPARE)
	@echo "Installing from locks/compare.txt …"
	@VIRTUAL_ENV=$(COMPARE) $(BIN)/uv pip install --quiet --python $(COMPARE)/bin/python --require-hashes -r locks/compare.txt
	@touch $@

.PHONY: compare
compare: $(VENV)/.installed $(COMPARE)/.installed ## Compare with other packages on the same texts (ARGS="--only swearing")
	@mkdir -p var && $(BIN)/python -m evals.compare.run --python $(COMPARE)/bin/python --markdown var/compare.md $(ARGS)

.PHONY: lock
lock: $(BIN)/uv ## Renew the hashed locks from pyproject.toml
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header --python-version 3.11 \
		--extra local --extra install pyproject.toml -o locks/runtime.txt
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header --python-version 3.11 \
		--extra local --extra install --extra dev -c locks/runtime.txt pyproject.toml -o locks/dev.txt
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header --python-version 3.11 \
		locks/compare.in -o locks/compare.txt

.PHONY: clean
clean: ## Remove the environment, the demo's data and test artefacts
	@rm -rf $(VENV) $(COMPARE) var build dist test-artefacts .pytest_cache .mypy_cache .ruff_cache .hypothesis
