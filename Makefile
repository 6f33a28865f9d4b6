# Two commands for a fresh machine: `make demo` and `make test`. Python 3.11 or newer is all that must be there.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test check bench docs chromium clean
.DEFAULT_GOAL := demo

$(VENV)/.done: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev,docs]'
	touch $@

demo: $(VENV)/.done  ## examine the Venezuelan case, print the findings and where the page is
	@$(BIN)/scrutiny data venezuela-2024/RESULTADOS_2024_CSV_V1.csv --quiet 2>/dev/null || \
	  echo "The file of single tally sheets cannot be had now; the case's two summary tables stand in for it."
	@$(BIN)/scrutiny examine cases/venezuela-2024

test: $(VENV)/.done chromium  ## every test; what lacks its data or browser is skipped and says what brings it
	$(BIN)/python -m pytest -n 2 --dist worksteal

check: $(VENV)/.done  ## style, types, layers, translations
	$(BIN)/ruff check src tests cases benchmarks docs tools
	$(BIN)/ruff format --check src tests cases benchmarks docs tools
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.done  ## timings beside the same work by hand, in one run
	$(BIN)/python -m benchmarks

docs: $(VENV)/.done  ## the documentation, pages of checks made from the checks themselves
	$(BIN)/python docs/generate.py
	$(BIN)/sphinx-build -W -q docs docs/_build/html

chromium:  # for the tests of the page; without it they are skipped
	@command -v chromium >/dev/null || command -v google-chrome >/dev/null || \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
	    chromium fonts-dejavu-core poppler-utils >/dev/null; \
	else echo "no Chromium: tests of the page will be skipped (Debian: apt-get install chromium poppler-utils)"; fi

clean:
	rm -rf $(VENV) build dist docs/_build docs/checks .mypy_cache .ruff_cache .pytest_cache
