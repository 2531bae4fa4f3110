# undercount: `make demo` shows what it does, `make test` proves that it works. Each installs what it needs into .venv.
# Needs Python 3.11 or newer, pip and make. To choose the Python: make demo PYTHON=/path/to/python3.12

SHELL := /bin/sh
BIN := .venv/bin
CODE := src tests benchmarks tools
DOCS = $(shell grep -rlF '[[[cog' README.md docs --include='*.md' 2>/dev/null)
PYTEST_ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help demo extras test spark check format docs bench lock install-run install-all clean

help: ## Say what can be made
	@grep -E '^[a-z-]+:.*## ' $(firstword $(MAKEFILE_LIST)) | sed -e 's/:.*## /|/' | awk -F'|' '{ printf "  make %-8s %s\n", $$1, $$2 }'

demo: install-run ## Build the built-in example and say where to look
	@$(BIN)/undercount demo

extras: ## Install what reads prose best as well: the parser of English, articles of pages, OCR, learners
	@sh tools/install.sh extras

test: install-all ## Run all tests
	@$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist worksteal --benchmark-disable $(PYTEST_ARGS)

spark: install-all ## Run the tests of a real Spark: fetches pyspark (450 MB), needs Java 17 or newer
	@sh tools/spark.sh
	@PYTHONPATH="$(CURDIR)/.tools/spark" $(BIN)/python -m pytest -m spark --benchmark-disable $(PYTEST_ARGS)

check: install-all ## Check format, lint, types, layers and generated documents
	$(BIN)/python -m ruff format --check $(CODE)
	$(BIN)/python -m ruff check $(CODE)
	$(BIN)/python -m mypy $(CODE)
	$(BIN)/lint-imports --no-logo
	$(if $(DOCS),$(BIN)/python -m cogapp --check --diff -I . $(DOCS),@echo "no generated documents")

format: install-all ## Format the code and mend what the linter can mend
	$(BIN)/python -m ruff format $(CODE)
	$(BIN)/python -m ruff check --fix $(CODE)

docs: install-all ## Write the generated parts of the documents anew
	$(if $(DOCS),$(BIN)/python -m cogapp -r -I . $(DOCS),@echo "no generated documents")

bench: install-all ## Run every benchmark and print its table
	@$(BIN)/python -m benchmarks

lock: install-all ## Resolve the newest versions allowed and write the locks anew
	@sh tools/lock.sh

clean: ## Remove what was installed and built here
	rm -rf .venv .tools demo dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .benchmarks .import_linter_cache .coverage

install-run:
	@sh tools/install.sh run

install-all:
	@sh tools/install.sh all
