# Everything that Nearer needs, from nothing but Python 3.11+, make, pip and apt.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/stamps
BENCH_VENV := .venv-bench
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
APT := $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq --no-install-recommends

.PHONY: demo open test check torture fuzz bench calibration clean help

help: ## Say what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

$(STAMPS)/venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Nearer needs Python 3.11 or newer."; exit 1; }
	$(PYTHON) -m venv $(VENV) || { $(APT) python3-venv && $(PYTHON) -m venv --clear $(VENV); }
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	mkdir -p $(STAMPS) && touch $@

$(STAMPS)/install: $(STAMPS)/venv pyproject.toml hatch_build.py
	$(BIN)/pip install --quiet --editable .
	touch $@

$(STAMPS)/test: $(STAMPS)/install
	$(BIN)/pip install --quiet --group test
	touch $@

$(STAMPS)/check: $(STAMPS)/install
	$(BIN)/pip install --quiet --group check
	touch $@

$(STAMPS)/browser: $(STAMPS)/venv
	@command -v chromium >/dev/null || { $(APT) chromium fonts-dejavu-core >/dev/null; }
	touch $@

demo: $(STAMPS)/install ## Make up four chats, analyse them, say where the page is
	$(BIN)/nearer demo --no-browser --out demo

open: $(STAMPS)/install ## Open Nearer in the browser; Ctrl-C ends it
	$(BIN)/nearer

test: $(STAMPS)/test $(STAMPS)/check $(STAMPS)/browser check ## All tests, lint, types and contracts
	$(BIN)/python -m pytest -n 2 --dist worksteal

check: $(STAMPS)/check ## Lint, types and contracts between layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

torture: $(STAMPS)/test ## Kill it hundreds of times at any moment, and look whether anything is lost
	$(BIN)/python tests/torture/run.py
	$(BIN)/python tests/torture/arrivals.py --messages 10000000 --kills 50

fuzz: $(STAMPS)/test ## A million mutated inputs for each reader (RUNS=50000000 for a long night)
	$(BIN)/pip install --quiet --group fuzz
	$(BIN)/python fuzz/stretch.py
	$(BIN)/python fuzz/run.py --all --runs $(or $(RUNS),1000000)

bench: $(STAMPS)/install ## Speed and memory, side by side with others (its own environment)
	$(PYTHON) -m venv $(BENCH_VENV)
	$(BENCH_VENV)/bin/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BENCH_VENV)/bin/pip install --quiet --editable . --group bench
	$(BENCH_VENV)/bin/python benchmarks/run.py
	$(BENCH_VENV)/bin/python benchmarks/readers.py --large 10000000

calibration: $(STAMPS)/install ## The long study behind the figures of docs/calibration.md
	$(BIN)/python studies/calibration.py

clean: ## Remove what make made
	rm -rf $(VENV) $(BENCH_VENV) demo build dist
