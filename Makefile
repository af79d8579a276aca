# Every target sets up what it needs; a machine with Python >= 3.11 and make is enough.
.DEFAULT_GOAL := help
.PHONY: help install run ask test check eval bench format lock clean

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-9s %s\n", $$1, $$2}'

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "error: $$($(PYTHON) --version) is too old; use Python 3.11 or newer: make PYTHON=python3.11 $(MAKECMDGOALS)" >&2; exit 2; }
	@echo "setting up $(VENV)" >&2
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(BIN)/python requirements.lock pyproject.toml
	@echo "installing Verbatim" >&2
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.lock
	@echo "installing the developers' tools" >&2
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

install: $(VENV)/.installed ## put the command at .venv/bin/verbatim

run: $(VENV)/.installed ## run the bot: on Telegram with TELEGRAM_BOT_TOKEN, else the playground in the browser
	@if [ -n "$$TELEGRAM_BOT_TOKEN" ]; then \
		$(BIN)/verbatim build && exec $(BIN)/verbatim run $(ARGS); \
	else \
		echo "TELEGRAM_BOT_TOKEN is not set: starting the playground instead of Telegram" >&2; \
		$(BIN)/verbatim build && exec $(BIN)/verbatim run --playground $(ARGS); \
	fi

ask: $(VENV)/.installed ## ask the seed articles: make ask Q="Where was the summit?"
	@$(BIN)/verbatim build >/dev/null && $(BIN)/verbatim ask "$(or $(Q),Where was the summit?)"

test: $(VENV)/.installed-dev ## run the tests: make test ARGS="-k quotes"
	@$(BIN)/python -m pytest $(ARGS)

check: $(VENV)/.installed-dev ## lint, types, import contracts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

eval: $(VENV)/.installed-dev ## measure on the evaluation data: make eval DATA=../shared/eval
	@$(BIN)/python -m tests.eval $(or $(DATA),../shared/eval) $(ARGS)

bench: $(VENV)/.installed-dev ## measure speed and memory, as ratios in one run
	@$(BIN)/python -m tests.bench $(ARGS)

format: $(VENV)/.installed-dev ## format the code
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

lock: $(BIN)/python ## re-create the lock files from pyproject.toml
	@$(PIP) install uv
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --quiet --upgrade -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --group dev -c requirements.lock --universal --python-version 3.11 --generate-hashes --no-header --quiet --upgrade -o requirements-dev.lock

clean: ## remove what the targets made (the data folder stays)
	rm -rf $(VENV) dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
