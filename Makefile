# Every target sets up what it needs; a machine with Python >= 3.11 and make is enough.
.DEFAULT_GOAL := help
.PHONY: help install run ask test check eval fit bench reliability format lock clean
.DELETE_ON_ERROR:
unexport Q

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
SOURCES := $(shell find bot knowledge -name '*.py')
# A variable's value as one word of the shell, whatever is in it.
quoted = '$(subst ','\'',$(value $(1)))'

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "error: $(PYTHON) is missing or too old; name Python 3.11 or newer: make PYTHON=python3.11 $(MAKECMDGOALS)" >&2; exit 2; }
	@echo "setting up $(VENV)" >&2
	@$(PYTHON) -m venv $(VENV) \
		|| { rm -rf $(VENV); echo "error: $(PYTHON) can't make a virtual environment; on Debian: apt install python3-venv" >&2; exit 2; }

# Nothing is fetched that the lock files don't know by its hash, the build tools included.
$(VENV)/.installed: $(BIN)/python requirements.lock requirements-build.lock pyproject.toml
	@echo "installing Verbatim" >&2
	@$(PIP) install --require-hashes -r requirements-build.lock -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.lock
	@echo "installing the developers' tools" >&2
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

# Where PYTHONDONTWRITEBYTECODE is set, an editable install is compiled anew at every start.
$(VENV)/.compiled: $(VENV)/.installed $(SOURCES)
	@$(BIN)/python -m compileall -q bot knowledge
	@touch $@

install: $(VENV)/.compiled ## put the command at .venv/bin/verbatim

run: $(VENV)/.compiled ## run the bot: on Telegram with TELEGRAM_BOT_TOKEN, else the playground in the browser
	@if [ -n "$$TELEGRAM_BOT_TOKEN" ]; then \
		$(BIN)/verbatim build && exec $(BIN)/verbatim run $(ARGS); \
	else \
		echo "TELEGRAM_BOT_TOKEN is not set: starting the playground instead of Telegram" >&2; \
		$(BIN)/verbatim build && exec $(BIN)/verbatim run --playground $(ARGS); \
	fi

ask: $(VENV)/.compiled ## ask the seed articles: make ask Q="Where was the summit?"
	@$(BIN)/verbatim build >/dev/null && $(BIN)/verbatim ask $(if $(value Q),$(call quoted,Q),"Where was the summit?")

test: $(VENV)/.installed-dev ## run the tests: make test ARGS="-k quotes"
	@$(BIN)/python -m pytest -n auto --dist loadfile $(ARGS)

check: $(VENV)/.installed-dev ## lint, types, import contracts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache --no-logo

eval: $(VENV)/.installed-dev ## measure on the evaluation data: make eval DATA=../shared/eval
	@$(BIN)/python -m tests.eval $(or $(DATA),../shared/eval) $(ARGS)

fit: $(VENV)/.installed-dev ## fit the weights in knowledge/data anew: make fit DATA=../shared/eval
	@$(BIN)/python -m tests.eval.fit $(or $(DATA),../shared/eval) $(ARGS)

bench: $(VENV)/.installed-dev $(VENV)/.compiled ## measure speed and memory, as ratios in one run
	@$(BIN)/python -m tests.bench $(ARGS)

reliability: $(VENV)/.installed-dev ## kill, flood and starve the bot, and count what is lost
	@$(BIN)/python -m tests.reliability $(ARGS)

format: $(VENV)/.installed-dev ## format the code
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

COMPILE = $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --quiet $(if $(KEEP),,--upgrade)

lock: $(BIN)/python ## re-create the lock files from pyproject.toml: make lock KEEP=1 raises no version needlessly
	@$(PIP) install uv
	$(COMPILE) pyproject.toml -o requirements.lock
	$(COMPILE) --group build -c requirements.lock -o requirements-build.lock
	$(COMPILE) pyproject.toml --group dev -c requirements.lock -c requirements-build.lock -o requirements-dev.lock

clean: ## remove what the targets made (the data folder stays)
	rm -rf $(VENV) dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find bot knowledge tests -name __pycache__ -prune -exec rm -rf {} +
