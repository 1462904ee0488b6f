# Each target makes .venv if needed, installs what it needs through a stamp file and runs. Needs python3 (3.11 or newer).

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)
INSTALL := $(if $(UV),$(UV) pip install --quiet --python $(BIN)/python,$(BIN)/python -m pip install --quiet --disable-pip-version-check)
JOBS ?= 2
ARGS ?=

# One BLAS thread: the tests run in parallel processes, and small products are slower on two threads than on one.
export OPENBLAS_NUM_THREADS := 1
export OMP_NUM_THREADS := 1
export MKL_NUM_THREADS := 1
export MPLBACKEND := Agg

.PHONY: help demo test check lint format types layers docs clean

help:
	@echo "make demo    certified numbers and figures on real data, into itbounds-demo/"
	@echo "make test    the tests and every doctest (ARGS='-k capacity' to choose)"
	@echo "make check   lint, formatting, types, layers, documentation"
	@echo "make docs    the documentation with its executed gallery, into docs/_build/html"
	@echo "make format  bring the code into the house's format"
	@echo "make clean   remove everything that was made, .venv included"

demo: $(VENV)/.with-plot,ml
	$(BIN)/itbounds demo $(ARGS)

test: $(VENV)/.with-test
	$(BIN)/python -m pytest -n $(JOBS) $(ARGS)

check: lint types layers docs

lint: $(VENV)/.with-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: $(VENV)/.with-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: $(VENV)/.with-dev
	$(BIN)/mypy --strict

layers: $(VENV)/.with-dev
	$(BIN)/lint-imports

docs: $(VENV)/.with-dev
	$(BIN)/python -m sphinx --fail-on-warning --keep-going --nitpicky -b html -d docs/_build/doctrees docs docs/_build/html

clean:
	rm -rf $(VENV) build dist itbounds-demo docs/_build docs/auto_examples docs/api/generated docs/bounds docs/sg_execution_times.rst
	rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	$(if $(UV),$(UV) venv --quiet --python $(PYTHON) $(VENV),$(PYTHON) -m venv $(VENV))

# .with-EXTRAS says that the package is installed, editable, with those extras of pyproject.toml.
$(VENV)/.with-%: pyproject.toml | $(BIN)/python
	$(INSTALL) --editable ".[$*]"
	@touch $@
