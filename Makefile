# Everything starts here. Each target makes what it needs; running one twice does no work twice.
SHELL := /bin/bash
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
DATA ?=
# Set before numpy, torch, lightgbm or faiss load; docs/measurements.md says what it is worth.
export OMP_WAIT_POLICY := PASSIVE
export OPENBLAS_NUM_THREADS := 1
export HF_HUB_DISABLE_TELEMETRY := 1

.DEFAULT_GOAL := help
.PHONY: help install run demo test test-slow test-browser clients clients-check test-clients ray gpu test-train check format lint types imports catalogue bench conformance samples evaluate hostile clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

# The first Python found among python3.11 … python3 makes the environment; pyproject.toml refuses an older one.
$(BIN)/python:
	@interpreter=$$(command -v $(PYTHON) || command -v python3) || { echo "Python 3.11 or newer is needed: install it, or name it: make PYTHON=/path/to/python"; exit 1; }; \
	"$$interpreter" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$$interpreter is older than Python 3.11"; exit 1; }; \
	"$$interpreter" -m venv $(VENV)

$(VENV)/installed: $(BIN)/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@

install: $(VENV)/installed ## Make the environment

run: $(VENV)/installed ## Recommend for three sample photos, then serve on 127.0.0.1:8000
	$(BIN)/hashtagger serve --demo

demo: $(VENV)/installed ## Recommend for three sample photos and stop
	$(BIN)/hashtagger demo

test: $(VENV)/installed-dev ## Run the tests
	$(BIN)/python -m pytest -q -n 2 --dist worksteal -m "not slow and not browser"

test-slow: $(VENV)/installed-dev ## Run the slower drills
	$(BIN)/python -m pytest -q -m slow

# Debian's Chromium, because Playwright's own comes from no package index.
test-browser: $(VENV)/installed-dev ## Run the tests of the pages in headless Chromium, installing it where there is none
	@command -v chromium chromium-browser google-chrome > /dev/null || { \
		command -v apt-get > /dev/null || { echo "Chromium is needed: install a package that gives the command 'chromium'"; exit 1; }; \
		as_root=$$([ "$$(id -u)" = 0 ] || echo sudo); \
		$$as_root apt-get update -qq && $$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-core; }
	$(BIN)/python -m pytest -q -m browser -p no:xdist

gpu: $(VENV)/installed-dev ## On a machine with a GPU: the suites of all models, and the pool against its peers
	TEST_DEVICE=cuda $(BIN)/python -m pytest -q tests/models tests/describe
	$(BIN)/python -m benchmarks.models
	$(BIN)/python -m benchmarks.pool

ray: $(VENV)/installed-dev ## Run the tests of the models on a Ray of this machine
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[ray]'
	$(BIN)/python -m pytest -q tests/ray

TOOLS := $(VENV)/clients
NPM := PATH="$(CURDIR)/$(TOOLS)/bin:$$PATH" npm --prefix clients/typescript

# Generators and Node.js, in an environment of their own: they want an older typer than the service.
$(TOOLS)/installed: $(BIN)/python clients/requirements.txt
	$(BIN)/python -m venv $(TOOLS)
	$(TOOLS)/bin/python -m pip install --quiet --disable-pip-version-check --requirement clients/requirements.txt
	@touch $@

clients/typescript/node_modules/installed: $(TOOLS)/installed clients/typescript/package-lock.json
	$(NPM) ci --ignore-scripts --no-audit --no-fund --silent
	@touch $@

clients: $(VENV)/installed clients/typescript/node_modules/installed ## Make the clients from the API's contract
	$(BIN)/python -m clients.generate

clients-check: $(VENV)/installed clients/typescript/node_modules/installed ## Fail when the clients are not what the contract gives
	$(BIN)/python -m clients.generate --check

test-clients: $(VENV)/installed-dev clients/typescript/node_modules/installed ## Type-check the clients and run their examples
	cd clients/python && ../../$(BIN)/mypy
	$(BIN)/python -m pytest -q tests/api/clients

test-train: $(VENV)/installed-dev ## Run the tests that need the packages of the training commands
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[train]'
	$(BIN)/python -m pytest -q tests/training

format: $(VENV)/installed-dev ## Rewrite the code in the house format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lint: $(VENV)/installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(VENV)/installed-dev
	$(BIN)/mypy

imports: $(VENV)/installed-dev
	$(BIN)/lint-imports

catalogue: $(VENV)/installed-dev
	$(BIN)/python -m hashtagger.catalogue.lint

check: lint types imports catalogue test ## Format, lint, types, import rules, catalogue, tests

bench: $(VENV)/installed-dev ## Run every benchmark quickly
	@for script in decode segmentation index recommend trend_detection trend_forecast trends_scale trend_reading jetstream \
		ranking_cost ranker_serving engagement_intake residual_engagement ranker_learning off_policy position_bias reach_forecast \
		experiments poisoning audit_cost recount_memory creator_reading web closed_loop; do $(BIN)/python -m benchmarks.$$script --quick || exit 1; done

conformance: $(VENV)/installed-dev ## twitter-text's hashtag cases: make conformance DATA=…
	$(BIN)/python -m benchmarks.conformance --data $(DATA)

samples: $(VENV)/installed-dev ## Recorded answers of the sources of trends through their parsers: make samples DATA=…
	$(BIN)/python -m benchmarks.samples --data $(DATA)

evaluate: $(VENV)/installed-dev ## Every table of docs/ranking.md: make evaluate DATA=…
	$(BIN)/python -m ranker.evaluate --data $(DATA)

hostile: $(VENV)/installed-dev ## Hostile uploads and strings through the API: make hostile DATA=…
	$(BIN)/python -m benchmarks.hostile --data $(DATA)

clean: ## Remove the environment and the default data folder
	rm -rf $(VENV) data
