# Everything a person types. A bare machine needs make and Python 3.11 or newer (on Debian also python3-venv).

PYTHON ?= python3
VENV := .venv
IN := $(VENV)/bin
NEEDED := 3.11

# Most targets start many processes of the same modules: they are compiled once, whatever the machine's habit is.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: setup python demo up test test-all test-long quick-tests all-tests lint bench half-year faults storms audit lock
.DEFAULT_GOAL := setup

# All that the rest needs. Does nothing, and needs no network, while the lock files and web/src are as they were.
setup: python web/dist/marks.json

# A virtual environment of our own, filled from the lock file.
python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < tuple(map(int, "$(NEEDED)".split("."))))' 2>/dev/null || { \
	  echo "Huying needs Python $(NEEDED) or newer, and $(PYTHON) is $$($(PYTHON) -V 2>&1 || true): install one, or name it: make PYTHON=python3.12" >&2; \
	  exit 1; }
	@$(IN)/python -c 'import sys, pip; sys.exit(sys.version_info < tuple(map(int, "$(NEEDED)".split("."))))' 2>/dev/null || { \
	  $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	    echo "$(PYTHON) can't make a virtual environment: install its venv module (on Debian: apt-get install python3-venv)" >&2; \
	    exit 1; }; \
	  $(PYTHON) -m venv --clear $(VENV); }
	@cmp -s requirements.lock $(VENV)/installed.lock || { \
	  echo "Installing what requirements.lock names …"; \
	  $(IN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock \
	    && cp requirements.lock $(VENV)/installed.lock; }
	@ln -sf ../../bin/huying $(IN)/huying

# The pages' scripts and styles, by the Node that came with the environment. Nothing of a package is run for this.
web/node_modules/.package-lock.json: web/package.json web/package-lock.json web/.npmrc | python
	@echo "Fetching what web/package-lock.json names …"
	@cd web && ../$(IN)/npm ci --loglevel=error && touch node_modules/.package-lock.json

web/dist/marks.json: web/node_modules/.package-lock.json web/build.mjs $(wildcard web/src/*)
	@cd web && ../$(IN)/node build.mjs

# Plays the street's story on a data folder of its own. DEMO_EXIT=1 ends it after the last scene.
demo: setup
	@$(IN)/python -m demo

# The whole system on this machine; Ctrl-C ends it.
up: setup
	@$(IN)/python -m infra.local up

# Lint runs beside the tests, and has long ended when they do. Three at once: one of them always waits for a server.
PYTEST = $(IN)/python -m pytest -q -n 3 --dist loadfile --no-loadscope-reorder
test: setup
	@$(MAKE) --no-print-directory --jobs=2 lint quick-tests

# Before you land: the long ones too. Every page under axe, storms, a lost disk, a year of one case, two builds side by side.
test-all: setup
	@$(MAKE) --no-print-directory --jobs=2 lint all-tests

quick-tests:
	@$(PYTEST) -m "not long and not marathon"

all-tests:
	@$(PYTEST)

# The same proofs over far more chance: 20,000 cases against the rules, 2,000 on the real server. About an hour.
test-long: setup
	@$(IN)/python -m pytest -q -s -m marathon

lint: setup
	@$(IN)/ruff check --quiet .
	@$(IN)/ruff format --quiet --check .
	@$(IN)/mypy
	@$(IN)/lint-imports --no-logo

# Breaks the running system 200 times on each database, and prints what was lost: FAULTS, CASES, SECONDS, SEED, STORE.
faults: setup
	@$(IN)/python -m faults

# Too much at once, three ways: RECEIPTS, DUE, RATE, SECONDS.
storms: setup
	@$(IN)/python -m faults.storms

bench: setup
	@$(IN)/python -m bench

# The source's half-year, 59,710 A events and 1,982 B cases: a tenth of it, or SHARE=1. AT_ONCE, SCALE, SEED.
half-year: setup
	@$(IN)/python -m halfyear

# Known weaknesses of what the lock files name: exit status 1 where there are any. Says so where nobody could be asked.
audit: setup
	@$(IN)/python -m tests.auditing

# After a change of the dependencies in pyproject.toml. The file names no package index: pip's own settings do.
lock: setup
	@$(IN)/python -c 'import tomllib; p = tomllib.load(open("pyproject.toml", "rb")); \
	  print(*p["project"]["dependencies"], *p["dependency-groups"]["dev"], sep="\n")' \
	  | $(IN)/pip-compile --output-file requirements.lock -
