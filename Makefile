# Two commands set everything up on a fresh machine: `make demo` and `make test`.
# Python comes from python3 (3.11 or newer), everything else from hash-locked requirements.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
OUT    := out
DEVICE ?= cpu
# uv does not read pip's settings; where pip is given a folder of wheels, uv is told of it.
export UV_FIND_LINKS ?= $(PIP_FIND_LINKS)
export PIP_DISABLE_PIP_VERSION_CHECK = 1
UV     := $(VENV)/uv/bin/uv

.DEFAULT_GOAL := help
.PHONY: help demo report test trust check fix bench assets lock samples verifier clean

help: ## show this help
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/.demo ## set up, rank made-up candidates, and show the pages in a browser, on this machine only (DEMO=--no-serve ends after that)
	$(BIN)/jiufang models fetch encoder
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory assets; else echo "npm is not here: the pages come without icons, charts and live progress"; fi
	@mkdir -p $(OUT)
	$(BIN)/jiufang demo --folder $(OUT)/demo $(DEMO)

report: $(VENV)/.demo ## rank all samples against a job without a workspace: the shortlist in the terminal, and as one HTML file
	$(BIN)/jiufang models fetch encoder
	@mkdir -p $(OUT)
	$(BIN)/jiufang shortlist examples/jobs/backend-zh.md examples/resumes/* --html $(OUT)/shortlist.html || test $$? -eq 1
	@echo "Report: $(OUT)/shortlist.html"

test: $(VENV)/.train ## everything: format, lint, types, imports, tests with the real encoder, a tiny language model, OCR and Chromium
	bash tools/system-packages.sh
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory assets; else echo "npm is not here: pages are not looked at with axe" >&2; fi
	$(BIN)/jiufang models fetch encoder
	$(BIN)/jiufang models fetch llm-tiny
	$(MAKE) --no-print-directory check

trust: $(VENV)/.train ## the scripts of security, privacy and reliability with all their kills, people, rows and files: hours; each prints its figures
	bash tools/system-packages.sh
	$(BIN)/jiufang models fetch encoder
	JIUFANG_FULL=1 $(BIN)/pytest -n0 -s tests/security tests/reliability tests/store/test_rotation.py

check: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n 2 --dist worksteal

fix: $(VENV)/.dev ## format and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

assets: $(VENV)/.assets ## fetch the pages' third-party files and gather their icons

$(VENV)/.assets: package-lock.json tools/assets.py $(BIN)/python $(wildcard src/jiufang/web/templates/*.html src/jiufang/web/templates/*/*.html src/jiufang/web/static/*.js)
	npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	$(BIN)/python tools/assets.py
	@touch $@

bench: $(VENV)/.dev ## quality and speed on ../shared/bench, written to benchmarks/results and both READMEs
	$(BIN)/python -m benchmarks
	$(BIN)/python tools/figures.py

samples: $(VENV)/.dev ## write the sample résumés again
	$(BIN)/python examples/build.py

lock: $(UV) ## compile the hash-locked requirements again
	$(UV) pip compile -q pyproject.toml --extra media --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -o requirements.lock
	$(UV) pip compile -q pyproject.toml --extra media --extra llm --extra server --group dev --group bench --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -o requirements-dev.lock
	echo 'torch; python_version < "3"' | $(UV) pip compile -q pyproject.toml --extra train --override - -c requirements-dev.lock --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -o requirements-train.lock
	$(UV) pip compile -q pyproject.toml --extra media --extra server -c requirements-dev.lock --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -o requirements-server.lock

# Three that learn from labels alone, each in another order, then the one that ships, which learns from them as well.
LEARN := --data ../shared/bench/triples --extra training/evidence --extra $(OUT)/passages --wordings training/wordings --device $(DEVICE)

verifier: $(VENV)/.train ## train the evidence verifier again: seven minutes with DEVICE=cuda, more than a night on two cores
	$(BIN)/jiufang train passages --jobs training/jobs --out $(OUT)/passages/jobs.jsonl
	for seed in 1 2 3; do $(BIN)/jiufang train verifier $(LEARN) --seed $$seed --out $(OUT)/teacher-$$seed || exit 1; done
	$(BIN)/jiufang train verifier $(LEARN) $(foreach n,1 2 3,--teacher $(OUT)/teacher-$(n)) --out src/jiufang/models/data/verifier
	$(BIN)/jiufang train fusion --pairs ../shared/bench/triples --jobs training/jobs --out src/jiufang/matching/data/fusion.json

clean: ## remove what was built
	rm -rf $(VENV) $(OUT) build dist

$(UV):
	$(PYTHON) -m venv $(VENV)/uv
	$(VENV)/uv/bin/python -m pip install -q uv

$(BIN)/python: $(UV)
	$(UV) venv -q --allow-existing --python "$$($(PYTHON) -c 'import sys; print(sys.executable)')" $(VENV)

$(VENV)/.demo: requirements-server.lock pyproject.toml $(BIN)/python
	$(UV) pip install -q --python $(BIN)/python --require-hashes -r requirements-server.lock
	$(UV) pip install -q --python $(BIN)/python --no-deps -e .
	@touch $@

$(VENV)/.dev: requirements-dev.lock pyproject.toml $(BIN)/python
	$(UV) pip install -q --python $(BIN)/python --require-hashes -r requirements-dev.lock
	$(UV) pip install -q --python $(BIN)/python --no-deps -e .
	@touch $@ $(VENV)/.demo

# Where no folder of wheels is given, the build for processors alone spares two gigabytes.
$(VENV)/.train: requirements-train.txt requirements-train.lock $(VENV)/.dev
	$(UV) pip install -q --python $(BIN)/python --no-deps --require-hashes -r requirements-train.lock
	$(UV) pip install -q --python $(BIN)/python -r requirements-train.txt $(if $(UV_FIND_LINKS),,--torch-backend=cpu)
	@touch $@
