# The book: `make book` to read it, `make test` to test it. Everything else is for authors.
# Needs Python >= 3.11 with its venv module and GNU make; what is missing is said in one sentence.

PYTHON ?= python3
PORT ?= 8000

ifeq ($(OS),Windows_NT)
VENV_PYTHON := .venv/Scripts/python.exe
else
VENV_PYTHON := .venv/bin/python
endif

# Two BLAS threads beside one busy neighbour make a small matrix product ten times slower, so one is the rule.
# BOOK_THREADS=2 make test   runs everything with two; the results must be the same.
export BOOK_THREADS ?= 1
export OMP_NUM_THREADS := $(BOOK_THREADS)
export OPENBLAS_NUM_THREADS := $(BOOK_THREADS)
export MKL_NUM_THREADS := $(BOOK_THREADS)

.DEFAULT_GOAL := help
.PHONY: help book html test unit check portable proof bench a11y fmt lock clean env env-test

help:  ## Say what can be made
	@echo "make book      set everything up, build the site and serve it on this machine (PORT=8000)"
	@echo "make test      set everything up and run every test, every notebook included"
	@echo ""
	@echo "make html      build the site into _build/html without serving it"
	@echo "make check     format, lint, types, import order, form of the notebooks"
	@echo "make unit      the fast tests of the package only"
	@echo "make portable  run the notebooks as on another processor; nothing may differ"
	@echo "make proof     try every wrong answer on the checks of the exercises"
	@echo "make bench     measure speed against the packages a reader would use instead"
	@echo "make a11y      accessibility of every page, light and dark, at three widths"
	@echo "make fmt       format the code and the notebooks"
	@echo "make lock      write constraints.txt anew from the newest versions"
	@echo "make clean     remove what was built, keep .venv"

env:
	@$(PYTHON) tools/env.py --extras notebooks,book

env-test:
	@$(PYTHON) tools/env.py --extras notebooks,torch,book,test

book: html  ## Build and serve
	@$(VENV_PYTHON) tools/site.py serve --port $(PORT)

html: env
	@$(VENV_PYTHON) tools/site.py build

test: env-test
	@$(VENV_PYTHON) tools/suite.py test

unit: env-test
	@$(VENV_PYTHON) tools/suite.py unit

check: env-test
	@$(VENV_PYTHON) tools/suite.py check

portable: env-test
	@$(VENV_PYTHON) tools/suite.py portable

proof: env-test
	@$(VENV_PYTHON) tools/suite.py proof

bench: env-test
	@$(VENV_PYTHON) -m benchmarks

a11y: env-test
	@$(VENV_PYTHON) tools/suite.py a11y

fmt: env-test
	@$(VENV_PYTHON) -m ruff format .
	@$(VENV_PYTHON) -m ruff check --fix .
	@$(VENV_PYTHON) tools/nb.py fmt chapters/*.ipynb
	@$(VENV_PYTHON) tools/readme.py

lock:
	@$(PYTHON) tools/lock.py

clean:
	@rm -rf _build _vendor .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
