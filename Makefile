# The few commands that people and continuous integration share. `make help` lists them.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
READY := .venv/.ready
QUESTIONS ?= 100000
WORKERS ?= 2
SOURCES := graph resolver gnn gql borough kith tests bench scripts

.DEFAULT_GOAL := help
.PHONY: help setup demo test prove conformance check lint types layers fresh format pages lock clean

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) ## make the environment in .venv from requirements.lock

$(READY): requirements.lock pyproject.toml
	$(PYTHON) scripts/setup.py .venv
	@touch $(READY)

demo: $(READY) ## run the whole main job on a simulated borough
	$(BIN)/kith demo

test: $(READY) ## run every test by WORKERS (2) at once, each with a real local Neo4j of its own
	$(BIN)/pytest -n $(WORKERS) --dist worksteal

prove: $(READY) ## ask each role QUESTIONS (100000) over graphs with and without what it may not see
	KITH_PROVE=$(QUESTIONS) $(BIN)/pytest tests/gql/redaction -n $(WORKERS) --log-level=INFO -rP

conformance: $(READY) ## run what others test GraphQL services with
	$(BIN)/pytest tests/gql/test_conformance.py tests/gql/conformance

check: lint types layers fresh ## lint, types, layers, and the set-up from an empty environment

lint: $(READY)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/ruff format --check $(SOURCES)

types: $(READY)
	$(BIN)/mypy

layers: $(READY)
	$(BIN)/lint-imports

fresh: $(READY)
	$(BIN)/python scripts/fresh.py

format: $(READY) ## put the source in shape
	$(BIN)/ruff check --fix $(SOURCES)
	$(BIN)/ruff format $(SOURCES)

pages: $(READY) ## write the pages of the vocabulary and the schema
	$(BIN)/python -m kith.vocabulary_page > docs/vocabulary.md
	$(BIN)/python -m kith.schema_page > docs/schema.md

lock: $(READY) ## renew requirements.lock after a change of dependencies
	$(BIN)/uv lock --upgrade
	$(BIN)/uv export --quiet --format requirements-txt --no-emit-project --all-groups \
		--no-header --no-annotate --output-file requirements.lock

clean: ## remove the environment and every cache in this folder
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist
