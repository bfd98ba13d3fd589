# Everything runs in .venv, which is made on first use from the locked requirements.
# VENV=.venv-3.13 PYTHON=python3.13 runs it on another Python.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.DEFAULT_GOAL := help
.PHONY: help install run test coverage test-peer check lint format migration migrate twins bench lock clean

help:  ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(VENV)/run.stamp $(VENV)/frontend.stamp  ## Install everything that the site needs into .venv

run: $(VENV)/run.stamp $(VENV)/frontend.stamp  ## Start Modelbook at http://127.0.0.1:8000/, or at ADDRESS=host:port
	@$(BIN)/python manage.py start $(ADDRESS)

test: $(VENV)/dev.stamp $(VENV)/frontend-dev.stamp  ## Run all tests
	@$(BIN)/python -m pytest $(ARGS)

coverage: $(VENV)/dev.stamp $(VENV)/frontend-dev.stamp  ## Run the tests of mldb, pages and protocols on SQLite; refuse a lower coverage
	@$(BIN)/python -m pytest --cov --cov-report=term:skip-covered -m measured $(ARGS)

test-peer: $(VENV)/bench.stamp  ## Run the tests that need MLflow, which it installs
	@$(BIN)/python -W ignore -c 'import mlflow'
	@$(BIN)/python -m pytest tests/peer $(ARGS)

check: $(VENV)/dev.stamp $(VENV)/frontend-dev.stamp  ## Check style, types, layers, twins, migrations, dependencies
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/djlint --quiet --lint templates
	@node_modules/.bin/biome lint --error-on-warnings
	@$(BIN)/python -m tools.twins --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m tools.schema_drift
	@$(BIN)/python manage.py check
	@$(BIN)/python -m pip check

lint: $(VENV)/dev.stamp  ## Check style only
	@$(BIN)/ruff check .

format: $(VENV)/dev.stamp  ## Format the code
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

migration: $(VENV)/dev.stamp  ## Draft the next migration: make migration NAME="add a table"
	@test -n "$(NAME)" || { echo 'Give it a name: make migration NAME="add a table"'; exit 2; }
	@$(BIN)/python -m tools.new_migration "$(NAME)"

migrate: $(VENV)/run.stamp  ## Create or upgrade the database's schema
	@$(BIN)/python -m mldb.migrate

twins: $(VENV)/dev.stamp  ## Write sync_db and its tests from async_db
	@$(BIN)/python -m tools.twins

bench: $(VENV)/bench.stamp  ## Measure speed, side by side with sqlite3 and MLflow
	@$(BIN)/python -m benchmarks

lock: $(VENV)/dev.stamp  ## Choose the newest allowed versions anew
	@$(BIN)/python -m tools.lock

clean:  ## Remove the environment and all caches, not the database
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'Modelbook needs Python 3.11 or newer: make PYTHON=/path/to/python3.11'; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/frontend.stamp: package-lock.json tools/frontend.py | $(VENV)/bin/python
	@$(BIN)/python -m tools.frontend
	@touch $@

$(VENV)/frontend-dev.stamp: package-lock.json tools/frontend.py | $(VENV)/bin/python
	@$(BIN)/python -m tools.frontend --dev
	@touch $(VENV)/frontend.stamp $@

$(VENV)/%.stamp: requirements/%.txt | $(VENV)/bin/python
	@echo 'Installing $< into $(VENV) ...'
	@# A lock is complete. Some versions of pip, left to resolve, take newer ones of what has extras.
	@$(PIP) install --no-deps --require-hashes -r $<
	@touch $@
