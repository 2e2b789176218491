# Tollwatch: `make run` and `make test` do all set-up on a machine with Python 3.11+, make and git.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
UV_VERSION := 0.13.8

.DEFAULT_GOAL := help
.PHONY: help install run test lint types arrows unit airflow bench cluster day replay peer linkage scale weights lock clean

help:            ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

.venv/.installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Tollwatch needs Python 3.11 or newer; name one with: make PYTHON=python3.12 run"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@echo "installing the locked dependencies into .venv (a minute or two the first time)"
	@VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --require-hashes -r requirements.lock
	@VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --no-deps --editable .
	@touch $@

install: .venv/.installed   ## make the environment in .venv

run: install     ## one full cycle: pull, extract, load, publish
	@$(BIN)/tollwatch run; code=$$?; echo "(here tollwatch is $(BIN)/tollwatch)"; exit $$code

test: install    ## lint, types, import arrows, all tests (what CI runs)
	@$(MAKE) --no-print-directory lint types arrows unit

lint: install    ## ruff: style and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: install   ## mypy --strict
	$(BIN)/mypy

arrows: install  ## imports run dags -> pipeline -> extractors, warehouse
	$(BIN)/lint-imports

unit: install    ## all tests
	$(BIN)/pytest -n 2 --dist worksteal --durations 25

lock:            ## compile requirements.lock anew from pyproject.toml
	$(BIN)/uv pip compile pyproject.toml --all-extras --universal --generate-hashes --no-emit-index-url --quiet --output-file requirements.lock
	$(BIN)/uv pip compile benchmarks/requirements.in --universal --python-version 3.11 --generate-hashes --no-emit-index-url --quiet --custom-compile-command "make lock" --output-file benchmarks/requirements.lock

airflow: install ## Airflow with our DAGs: PORT=8080, NEWSROOM=1 for the bundled newsroom
	@$(BIN)/python scripts/start_airflow.py --port $(or $(PORT),8080) $(if $(NEWSROOM),--newsroom)

cluster: install ## several machines as processes, one of them killed, beside one machine: minutes
	@$(BIN)/python -m scripts.show_cluster

.venv-bench/.installed: benchmarks/requirements.lock
	@test -x .venv-bench/bin/python || $(PYTHON) -m venv .venv-bench
	@VIRTUAL_ENV=.venv-bench $(BIN)/uv pip install --quiet --require-hashes -r benchmarks/requirements.lock
	@touch $@

bench: install .venv-bench/.installed   ## speed, as ratios to named peers within one run
	@$(BIN)/python -m benchmarks.extraction
	@$(BIN)/python -m benchmarks.articles
	@$(BIN)/python -m benchmarks.pull

day: install     ## a day of 200 feeds and 20,000 articles through Airflow and through `tollwatch run`: hours
	@$(BIN)/python -m benchmarks.day

replay: install  ## WARC archives read beside FastWARC iterating alone; peak memory on 1 GB
	@$(BIN)/python -m benchmarks.warc_replay

peer: install    ## read the documents of feedparser's own test suite
	@mkdir -p build/peer
	@$(BIN)/python -m pip download --quiet --disable-pip-version-check --no-binary :all: --no-deps --dest build/peer \
	  "feedparser==$$($(BIN)/python -c 'import feedparser; print(feedparser.__version__)')"
	@$(BIN)/python -m tests.feeds.peer build/peer/feedparser-*.tar.gz

linkage: install ## how well incidents are linked into events, by level of noise
	@$(BIN)/python -m benchmarks.linkage

scale: install   ## time and memory of linking 10 thousand, 100 thousand and 1 million incidents
	@$(BIN)/python -m benchmarks.linkage_scale

weights: install .venv-bench/.installed   ## learn the weights of linkage anew
	@$(BIN)/python -m benchmarks.learn_weights > warehouse/linkage/weights.toml.new
	@mv warehouse/linkage/weights.toml.new warehouse/linkage/weights.toml

clean:           ## remove the environment and the caches; var/ holds the evidence and stays
	rm -rf .venv .venv-bench .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
