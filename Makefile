# Two commands are enough: `make report` and `make test`. They need Python 3.11 or newer and make, nothing else.

PYTHON ?= python3
CASE ?= parameters/vroegsignalering_eindhoven.yaml

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
USER_STAMP := $(VENV)/.installed-user
SITE_STAMP := $(VENV)/.installed-site
LOWER := .venv-lower
PIP := $(BIN)/python -m pip --disable-pip-version-check

# Tests and notebooks in one run, so that no processor waits for the notebooks. In the order of their folders, after what
# tests/conftest.py puts first: a file of few tests may be a long one, and the notebooks, short ones each, come last and
# fill what is left of the time. How many processes that takes says tests/conftest.py too.
TOGETHER := --numprocesses auto --dist loadscope --no-loadscope-reorder -p no:cacheprovider

.DEFAULT_GOAL := help
.PHONY: audit help report test lint types layers doctests additions lab notebooks reference pictures site licences lock lower bench clean

help:
	@echo "make report     the business case of Eindhoven, as a report to open in a browser (CASE=... for another case)"
	@echo "make test       lint, types, layers, notebooks and tests"
	@echo "make additions  what an addition to the suite still lacks, in seconds (CONTRIBUTING.md)"
	@echo "make lab        JupyterLab on the notebooks"
	@echo "make notebooks  the notebooks anew from data/notebooks.yaml, with their outputs"
	@echo "make reference  docs/reference.md, docs/methode.md, docs/method.md and parameters/case.schema.json anew"
	@echo "make pictures   the picture of each example's decision in docs/pictures anew (needs Chromium)"
	@echo "make site       the documentation as a site in build/site, without a network to read it"
	@echo "make licences   says of each file under which licence it is (reuse lint)"
	@echo "make bench      the claims about speed, each against a named peer"
	@echo "make audit      the locks against a public database of vulnerabilities (needs the network)"
	@echo "make lock       the locks anew from pyproject.toml (needs uv)"
	@echo "make lower      the tests of results with the lowest versions that are allowed (needs uv)"
	@echo "make clean      removes the environment, caches and builds; reports stay"

# A stamp is newer than its lock and pyproject.toml as long as the environment holds what they say. A report needs what a
# user needs; the tests bring their tools on top.
$(USER_STAMP): requirements-user.lock pyproject.toml
	$(call install,requirements-user.lock)
	@touch $(USER_STAMP)

$(STAMP): requirements.lock pyproject.toml
	$(call install,requirements.lock)
	@touch $(STAMP) $(USER_STAMP)

define install
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "$(PYTHON) is older than Python 3.11; name a newer one: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	@echo "Making $(VENV) from $(1); the first time takes some minutes"
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --quiet --require-hashes --no-deps -r $(1)
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
endef

report: $(USER_STAMP)
	@echo "Appraising $(CASE)"
	@made=$$($(BIN)/mll run $(CASE)) && echo "$$made" && \
	  echo "The report, to open in a browser: $(CURDIR)/$$(echo "$$made" | tail -n 1)"

# Bytecode is kept even where the environment says not to: the tests start Python some hundred times.
test: export PYTHONDONTWRITEBYTECODE :=
# As many processes as processors run beside each other: threads for matrices within each only wait for one another.
test: export OPENBLAS_NUM_THREADS := 1
test: $(STAMP)
	$(MAKE) --no-print-directory --jobs 2 types doctests lint layers
	$(BIN)/python -m pytest -p tests.notebook_library $(TOGETHER) --nbval --nbval-current-env tests notebooks

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)
	$(BIN)/mypy

layers: $(STAMP)
	$(BIN)/lint-imports

doctests: $(STAMP)
	$(BIN)/pytest -p no:cacheprovider -p no:nbval --doctest-modules mll_finance

# Without the plugin for notebooks, which takes half of the time that pytest takes to start.
additions: $(STAMP)
	$(BIN)/pytest -p no:cacheprovider -p no:nbval -vv tests/architecture/test_additions.py

lab: $(USER_STAMP)
	$(BIN)/mll lab

notebooks: $(STAMP)
	$(BIN)/python -m docs.generate.notebooks

reference: $(STAMP)
	$(BIN)/python -m docs.generate

pictures: $(STAMP)
	$(BIN)/python -m docs.generate.pictures

bench: $(STAMP)
	@set -e; for claim in benchmarks/*.py; do echo "$$claim"; $(BIN)/python "$$claim"; done

audit: $(STAMP)
	$(BIN)/pip-audit --strict --require-hashes --disable-pip -r requirements.lock
	$(BIN)/pip-audit --strict --require-hashes --disable-pip -r requirements-user.lock

# The site reads the docstrings as text; only its own tools come on top of what the tests need.
$(SITE_STAMP): docs/requirements.lock $(STAMP)
	$(PIP) install --quiet --require-hashes --no-deps -r docs/requirements.lock
	@touch $(SITE_STAMP)

site: $(SITE_STAMP)
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --site-dir build/site
	@echo "The site, to open in a browser: $(CURDIR)/build/site/index.html"

licences: $(SITE_STAMP)
	$(BIN)/reuse lint

LOCKED := uv pip compile --universal --generate-hashes --python-version 3.11 --no-header --no-emit-index-url

lock:
	$(LOCKED) --extra all --extra test pyproject.toml -o requirements.lock
	$(LOCKED) --extra all --extra checkout -c requirements.lock pyproject.toml -o requirements-user.lock
	$(LOCKED) --extra docs -c requirements.lock pyproject.toml -o docs/requirements.lock

LOWER_TESTS := tests/golden/test_expected.py tests/reference

# The lowest versions that pyproject.toml allows, with the tests of results: tests/evidence/lower_bounds.txt says when it ran.
lower:
	$(PYTHON) -m venv $(LOWER)
	uv pip install --quiet --python $(LOWER)/bin/python --resolution lowest-direct --editable ".[all,test]"
	$(LOWER)/bin/python -m pytest -p no:cacheprovider -p no:nbval $(LOWER_TESTS)

clean:
	rm -rf $(VENV) $(LOWER) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find mll_finance tests benchmarks notebooks \( -name __pycache__ -o -name .ipynb_checkpoints \) -prune -exec rm -rf {} +
