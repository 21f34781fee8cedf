# Two commands for a fresh machine: `make demo` and `make test`. Both set up what they need and are quick the second time.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
JOBS ?= 2
FUZZ_SECONDS ?= 60
override MAKEFLAGS += --no-print-directory

.PHONY: help demo test lint format fuzz bench bundle constraints schema fidelity clean setup-run setup-dev system-demo system-bundle system-bench system-test

help: ## List the commands
	@sed -n 's/^\([a-z]*\):.*## /make \1\t/p' $(MAKEFILE_LIST) | expand -t 20

demo: setup-run system-demo ## Open the demo workspace
	@$(BIN)/jitadmin demo

test: setup-dev system-test ## Run the whole test suite, without a display
	@PATH="$$PATH:/usr/sbin:/sbin" $(BIN)/python -m pytest -n $(JOBS) --dist loadgroup $(PYTEST_ARGS)

lint: setup-dev ## Check format, style and types
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy

format: setup-dev ## Format the code and mend what can be mended
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

fuzz: setup-dev ## Mutate inputs for FUZZ_SECONDS each, and stop at the first broken promise (Linux)
	@for target in login document metadata; do \
	  $(BIN)/python -m tests.fuzz $$target -max_total_time=$(FUZZ_SECONDS) || exit 1; done

bench: setup-dev system-bench ## Measure against others and write docs/performance.md
	@$(BIN)/python -m benchmarks $(BENCH_ARGS)

bundle: setup-dev system-bundle ## Build dist/jitadmin, a folder that needs no Python
	@$(BIN)/pyinstaller --noconfirm --log-level WARN jitadmin.spec

constraints: setup-dev ## Pin the newest versions that are at least two weeks old
	@$(BIN)/python scripts/pin.py

schema: setup-dev ## Write the JSON Schemas of connections and catalogue files anew
	@$(BIN)/python scripts/schema.py

fidelity: setup-dev system-test ## Run every configuration of the real applications, and write docs/fidelity.md
	@rm -rf build/fidelity
	@JITADMIN_LIVE=all $(BIN)/python -m pytest -n $(JOBS) tests/fidelity --deselect tests/fidelity/test_table.py
	@$(BIN)/python -m tests.fidelity.table

clean: ## Remove everything that the other commands made
	@rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

setup-run:
	@$(PYTHON) scripts/setup.py run

setup-dev:
	@$(PYTHON) scripts/setup.py dev

system-demo:
	@$(PYTHON) scripts/system_packages.py demo

system-bundle:
	@$(PYTHON) scripts/system_packages.py bundle

system-bench:
	@$(PYTHON) scripts/system_packages.py bench

system-test:
	@$(PYTHON) scripts/system_packages.py test
