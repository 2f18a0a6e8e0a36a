# Gradwalk. Python 3.11 or newer and make are all it takes: the rest is put into .venv and frontend/.

PYTHON ?= python3
PORT ?= 8000
SETUP := pyproject.toml hatch_build.py frontend/package-lock.json frontend/vendor.mjs frontend/bundle.mjs
# A saved page holds the page's own modules: they are put together anew when one has changed.
PAGE := $(shell find frontend \( -name node_modules -o -name vendor -o -name bundle \) -prune -o -type f -name '*.*s' -print)
export PATH := $(CURDIR)/.venv/bin:$(PATH)
# make 3.81 (macOS) looks programs up in the old PATH unless a shell of ours does it.
SHELL := /bin/bash

run: .venv/run ## start the server and open the page (PORT=8000, BROWSER=none keeps the browser shut)
	@gradwalk serve --port $(PORT)

test: lint ## check everything: style, types, engine, server, page
	pytest --numprocesses auto --dist loadfile --durations 10 -rsR
	node --test tests/frontend/*.test.mjs

lint: .venv/test ## check style and types only
	ruff format --check
	ruff check
	mypy engine server
	npm --prefix frontend run check

format: .venv/test ## lay out the Python files
	ruff format
	ruff check --fix

screenshots: .venv/test ## take the pictures of the documentation anew
	python -m tests.page.screenshots

help: ## list these targets
	@sed -n 's/^\([a-z]*\):.* ## /  make \1\t/p' Makefile | expand -t 20

.venv/run: $(SETUP) $(PAGE) | .venv/bin/pip
	@echo "Installing Gradwalk into .venv (the command is .venv/bin/gradwalk) ..."
	@pip install --quiet --disable-pip-version-check --editable .
	@touch $@

.venv/test: $(SETUP) tests/chromium.py | .venv/bin/pip
	@echo "Installing Gradwalk and its test tools into .venv ..."
	@pip install --quiet --disable-pip-version-check --editable ".[test]"
	@cd frontend && npm ci --loglevel error
	@python -m tests.chromium
	@touch .venv/run $@

.venv/bin/pip:
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Gradwalk needs Python 3.11 or newer, and $(PYTHON) is %d.%d: name a newer one, as in `make PYTHON=python3.12`." % sys.version_info[:2])'
	@$(PYTHON) -m venv .venv

.PHONY: run test lint format screenshots help
