# Everything one does with Rød Tråd. `make` alone lists it.
# Needs Python 3.11 or newer. Node, PostgreSQL and Valkey are used when the machine has them, and fetched when not.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c

PYTHON ?= python3
PORT ?= 8000
RESET ?=
DATA ?=
WORKERS ?= 2
FAMILIES ?= 1000
YEARS ?= 2
SEED ?= 1
KILLS ?= 200
STOPS ?= 10

VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check install --require-hashes
WITH_SERVERS := $(PY) -m config.embedded
BROWSER := $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)
NODE_ON_PATH := $(shell node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b > 18) ? 0 : 1)' 2>/dev/null && command -v npm)
FRONTEND_SOURCES := $(shell find frontend -type f -not -path '*/node_modules/*' -not -path '*/dist/*' 2>/dev/null)
MANIFEST := frontend/dist/.vite/manifest.json
# Not `npm --prefix`: that would also make npm overlook the machine's own npm settings.
NPM := cd frontend && $(if $(NODE_ON_PATH),,PATH="$(CURDIR)/$(VENV)/bin:$$PATH" )npm
MESSAGES := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/*.po))

.PHONY: help demo free-ports test test-fast check bench scenarios simulate reliability servers frontend translations lock clean

help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

demo: free-ports $(VENV)/demo.installed $(MANIFEST) $(MESSAGES) ## Run the demo municipality (PORT=8000; DATA=folder; RESET=1 starts over)
	@exec $(PY) -m config.demo --port $(PORT) $(if $(DATA),--home $(DATA)) $(if $(filter-out 0,$(RESET)),--reset)

free-ports:  # said before minutes of building, with nothing but Python
	@$(PYTHON) -I config/demo/free_ports.py "$(PORT)"

test: $(VENV)/dev.installed $(MANIFEST) $(MESSAGES) ## All tests: Python, TypeScript, browser journeys
	@test -n "$(BROWSER)" || { echo "The browser journeys need Chromium; install it (apt-get install chromium)."; exit 1; }
	@$(NPM) test
	$(PY) -m pytest -n $(WORKERS) -m "not e2e"
	$(PY) -m pytest -m e2e

test-fast: $(VENV)/dev.installed $(MESSAGES) ## The Python tests that take no browser and no long time
	$(PY) -m pytest -n $(WORKERS) -m "not e2e and not slow"

check: $(VENV)/dev.installed frontend/node_modules/.package-lock.json ## Style, types, import contracts, migrations, templates
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(VENV)/bin/lint-imports
	$(WITH_SERVERS) $(PY) manage.py makemigrations --check --dry-run
	$(PY) -m djlint templates --lint --quiet
	@$(NPM) run check

bench: $(VENV)/dev.installed $(MANIFEST) $(MESSAGES) ## Measure against the cost targets; writes build/bench.json
	$(PY) -m tests.bench

scenarios: $(VENV)/dev.installed $(MESSAGES) ## Play every family story and check what it expects
	$(PY) manage.py scenario run scenarios/*.yaml

simulate: $(VENV)/dev.installed $(MESSAGES) ## Two years of 1000 families (FAMILIES, YEARS, SEED): does the promise hold?
	$(PY) manage.py simulate --families $(FAMILIES) --years $(YEARS) --seed $(SEED)

reliability: $(VENV)/dev.installed $(MANIFEST) $(MESSAGES) ## Kill workers and servers while families write (KILLS, STOPS): is anything lost?
	RELIABILITY_KILLS=$(KILLS) RELIABILITY_STOPS=$(STOPS) $(PY) -m pytest -s tests/reliability

servers: $(VENV)/dev.installed ## PostgreSQL and Valkey for developing, until Ctrl-C
	@exec $(WITH_SERVERS)

frontend: $(MANIFEST) ## Build the front end

translations: $(MESSAGES) ## Compile the translations

lock: ## Renew requirements/*.lock from requirements/*.in (needs uv)
	for group in app demo dev node; do \
	  (cd requirements && uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade \
	    --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" $$group.in -o $$group.lock) \
	    || exit 1; \
	done

clean: ## Remove what was built (the environment and the demo's data stay)
	rm -rf build frontend/dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find locale -name '*.mo' -delete

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed; name one with PYTHON=…"; exit 1; }
	@echo "Making a virtual environment …"
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing (Debian: apt-get install python3-venv)."; exit 1; }

$(VENV)/%.installed: requirements/%.lock | $(PY)
	@echo "Installing Python packages (requirements/$*.lock) …"
	@$(PY) -m pip --version > /dev/null 2>&1 || $(PY) -m ensurepip > /dev/null
	@$(PIP) -r $< | { grep -v 'already satisfied' || true; }
	@touch $@

frontend/node_modules/.package-lock.json: frontend/package-lock.json frontend/package.json $(if $(NODE_ON_PATH),,$(VENV)/node.installed)
	@echo "Installing front end packages …"
	@$(NPM) ci --no-audit --no-fund
	@touch $@

$(MANIFEST): frontend/node_modules/.package-lock.json $(FRONTEND_SOURCES)
	@echo "Building the front end …"
	@$(NPM) run build
	@touch $@

%.mo: %.po | $(VENV)/demo.installed
	@$(VENV)/bin/pybabel --quiet compile --input-file $< --output-file $@
