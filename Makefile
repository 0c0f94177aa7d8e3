# Thin on purpose: every target sets up the environment, then calls one `cdi` command or one tool.
# What is stale, what runs and what is refused is decided in Python, so it also works without make.

SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# The values reach Python through the environment, never through a shell word.
export FORCE AUDIT DOC

.DEFAULT_GOAL := help
.PHONY: help setup backtest report reports explore reconstruct methods test check lint format types contract lock clean

help:  ## list the targets
	@echo "make report FORCE=leicestershire    build the panel pack of a force (AUDIT=, DOC= choose another)"
	@echo "make reports                        build every document of every force, as far as it is stale"
	@echo "make explore FORCE=leicestershire   open the same analysis in JupyterLab"
	@echo "make reconstruct                    regenerate the reconstructed audits from their published counts"
	@echo "make methods                        check the methods by simulation and renew the tables of docs/methods.md"
	@echo "make backtest                       look for every figure of the source documents in our own"
	@echo "make test                           run the tests"
	@echo "make check                          lint, format, types, import contract, tests and back-test"
	@echo "make lock                           renew requirements.txt and environment.yml from pyproject.toml"
	@echo "make clean                          forget what was built, so that the next build starts anew"

# Debian ships python3 without ensurepip; then the environment is made bare and filled by the system's pip.
# Bytecode and the font cache are made here once, so that no report pays for them.
$(VENV)/ok: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or later is needed; this is " + sys.version.split()[0] + ". Choose another with PYTHON=python3.12")'
	@echo "Setting up $(VENV) (once; a few minutes)" >&2
	@$(PYTHON) -m venv $(VENV) >/dev/null 2>&1 || $(PYTHON) -m venv --without-pip --clear $(VENV)
	@$(PYTHON) -m pip --python $(BIN)/python install -qq --disable-pip-version-check --no-deps --require-hashes -r requirements.txt
	@$(PYTHON) -m pip --python $(BIN)/python install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@$(BIN)/python -m ipykernel install --sys-prefix --name cdi --display-name "CDI audits" >/dev/null 2>&1
	@$(BIN)/python -c 'import matplotlib.font_manager, seaborn' >/dev/null 2>&1
	@touch $@

setup: $(VENV)/ok  ## make the environment

report: $(VENV)/ok
	@$(BIN)/cdi report

reports: $(VENV)/ok
	@$(BIN)/cdi build

explore: $(VENV)/ok
	@$(BIN)/cdi explore

reconstruct: $(VENV)/ok
	@$(BIN)/cdi reconstruct

methods: $(VENV)/ok
	@$(BIN)/cdi methods

test: $(VENV)/ok
	@$(BIN)/python -m pytest

backtest: $(VENV)/ok
	@$(BIN)/cdi backtest

check: lint format types contract test backtest

lint: $(VENV)/ok
	@$(BIN)/ruff check .

format: $(VENV)/ok
	@$(BIN)/ruff format --check .

types: $(VENV)/ok
	@$(BIN)/mypy

contract: $(VENV)/ok
	@$(BIN)/lint-imports --no-cache

# Needs uv; only a maintainer who changes a dependency runs this.
lock:
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet -o requirements.txt
	$(PYTHON) -m cdi.environment

clean:
	@rm -rf reports/.work
