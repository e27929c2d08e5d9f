# Everything here is one of the programs in tools/, which need no more than Python.
# Variables: PORT, HOST, STATE_DIR, RESET=1 (run), ARGS (test, bench), UPGRADE=1 (lock), PYTHON.

PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	"$$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null && echo "$$python" && break; done)
TOOL = @$(if $(strip $(PYTHON)),,echo "Python 3.11, 3.12 or 3.13 is needed: name one with PYTHON=/path/to/python3"; exit 1;) exec $(PYTHON) -m tools.$@

.PHONY: help run test lint format bench lock clean
.DEFAULT_GOAL := help

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /make \1\t/p' Makefile | expand -t 14

run: ## the whole portal with demo data on http://localhost:8000 (PORT=8001, RESET=1 for fresh data)
	$(TOOL)

test: ## all checks and all tests, on SQLite and on a private PostgreSQL and Redis (ARGS="tests/groups -k seat")
	$(TOOL)

lint: ## the checks alone: ruff, import-linter, migrations, deploy settings
	$(TOOL)

format: ## repair what ruff and djade can repair by themselves
	$(TOOL)

bench: ## the benchmarks on a private PostgreSQL and Redis (ARGS="pages")
	$(TOOL)

lock: ## pin the packages of pyproject.toml with their hashes (UPGRADE=1 takes the newest)
	$(TOOL)

clean: ## throw away the environment, caches and compiled messages; the data in var stays
	@rm -rf .venv .pytest_cache .ruff_cache .import_linter_cache .hypothesis .coverage htmlcov
	@find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +
	@find centre/locale -name '*.mo*' -type f -delete 2>/dev/null || true

export PORT HOST STATE_DIR RESET ARGS UPGRADE
