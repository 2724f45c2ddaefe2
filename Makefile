# Everything one does with the workbench. The environment lives in .venv and is rebuilt only when a lock file changed.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

VENV := .venv
PY := $(VENV)/bin/python
PORT ?= 8501
TESTS ?= tests
ARGS ?=
STRICT := pico pipeline appraisal data tools messages.py web wiring.py wiring_texts.py
SCREENS := app.py ui
DOC_TESTS := tests/test_layers.py tests/test_config.py tests/test_repository.py $(wildcard tests/test_docs.py)
PIP := $(PY) -m pip --disable-pip-version-check --no-input
INSTALL := $(PIP) install --quiet --require-hashes --only-binary=:all:
PIP_TOOLS := pip-tools==7.6.2
LOCK := $(PY) -m piptools compile --quiet --allow-unsafe --generate-hashes --strip-extras --no-header \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host

# A Python that answers is not enough (version managers leave shims that only say no): it must run and be new enough.
FIND_PYTHON = \
	found=; for each in python3.13 python3.12 python3.11 python3 python; do \
		if "$$each" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then found=$$each; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
		echo "Fant ingen Python 3.11 eller nyere på denne maskinen: installer Python og kjør kommandoen på nytt." >&2; exit 1; \
	fi

BUILD_VENV = \
	if ! $(PY) -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
		$(FIND_PYTHON); \
		echo "Lager $(VENV) med $$("$$found" --version) ..."; \
		"$$found" -m venv --clear $(VENV) || { \
			echo "Python kan ikke lage miljøet $(VENV): installer pakken med venv for Python (på Debian: python3-venv)." >&2; \
			exit 1; }; \
	fi

.PHONY: help run test check soak messages pictures lock clean env env-dev

help: ## Show what there is to do (this list)
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: env ## Start the workbench on this machine (PORT=8501, KUNNSKAPSBROEN_DATA=folder for the data)
	@echo "Kunnskapsbroen starter på http://127.0.0.1:$(PORT) (stopp med Ctrl+C)"
	@exec $(PY) -m streamlit run app.py --server.address 127.0.0.1 --server.port $(PORT)

test: env-dev ## Run the tests (TESTS=tests/pico for some of them, ARGS="-k word" for pytest)
	$(PY) -m pytest -n 3 --dist loadfile --no-loadscope-reorder -m "not soak" $(TESTS) $(ARGS)

check: env-dev ## Run every check: style, types, layers, settings, documents
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy --strict $(STRICT)
	$(PY) -m mypy $(SCREENS)
	$(PY) -m pytest -q $(DOC_TESTS)

soak: env-dev ## Run the long runs (marked soak; a quarter of an hour or so) and show their figures
	$(PY) -m pytest -m soak tests/soak tests/load -s $(ARGS)

messages: env-dev ## Bring the catalogues of nynorsk and English in step with the source; names what is to be translated
	$(PY) -m tools.catalogues

pictures: env-dev ## Make the pictures in README anew (needs Chromium)
	$(PY) docs/pictures.py

lock: env-dev ## Lock the requirements anew, with hashes (UPGRADE=--upgrade for newer versions)
	$(PIP) install --quiet $(PIP_TOOLS)
	$(LOCK) $(UPGRADE) --output-file requirements.txt requirements.in
	$(LOCK) $(UPGRADE) --output-file requirements-dev.txt requirements-dev.in

clean: ## Remove the environment and what tools leave behind (never data)
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

env: $(VENV)/.run-stamp ## Build the environment for running
env-dev: $(VENV)/.dev-stamp ## Build the environment for tests and checks

$(VENV)/.run-stamp: requirements.txt
	@$(BUILD_VENV)
	@echo "Henter det arbeidsbenken trenger ..."
	@$(INSTALL) -r requirements.txt
	@touch $@

$(VENV)/.dev-stamp: requirements-dev.txt requirements.txt
	@$(BUILD_VENV)
	@echo "Henter det arbeidsbenken og testene trenger ..."
	@$(INSTALL) -r requirements-dev.txt
	@touch $(VENV)/.run-stamp $@
