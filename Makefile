# The commands of this project; `make` alone lists them. Needed: Python 3.11 with venv, git and make.
.DEFAULT_GOAL := help
.PHONY: help install run test check bench elasticsearch messages clean

VENV ?= .venv
PORT ?= 8000
PYTHON := $(VENV)/bin/python
# What `check --deploy` is asked about: the settings as a server would have them.
PRODUCTION_ENV := PRODUCTION=true DEBUG=false ALLOWED_HOSTS=crm.example.org CSRF_TRUSTED_ORIGINS=https://crm.example.org \
	SECRET_KEY=only-for-this-check-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOPQRSTUVWXYZ

help: ## list the commands
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "%-24s %s\n", $$1, $$2}'

install: $(VENV)/.requirements ## make the virtual environment with what running needs

run: $(VENV)/.requirements ## start the whole system on this machine: make run [PORT=8000] [DEMO=no]
	@$(PYTHON) manage.py serve --prepare --port $(PORT) $(if $(filter no,$(DEMO)),--no-demo)

test: $(VENV)/.requirements-dev ## run every test that this machine can run; REQUIRE_ALL=1 allows no skip, PARTS="sqlite browser" picks
	@$(PYTHON) -m tests.suite $(PARTS)

check: $(VENV)/.requirements-dev ## style, import directions, templates, migrations, deployment settings, translations
	$(VENV)/bin/ruff check .
	$(VENV)/bin/lint-imports --no-logo
	$(VENV)/bin/djlint . --lint --quiet
	DATABASE_URL=sqlite://:memory: $(PYTHON) manage.py makemigrations --check --dry-run
	$(PRODUCTION_ENV) $(PYTHON) manage.py check --deploy --fail-level WARNING
	$(PYTHON) manage.py spectacular --urlconf crm.api_urls --validate --fail-on-warn --file /dev/null
	$(PYTHON) -m pytest -q -n0 tests/structure/test_translations.py

bench: $(VENV)/.requirements-dev ## measure what has to be fast
	@$(PYTHON) -m pytest -q -n0 -s -m benchmark tests/benchmarks

elasticsearch: ## start a real Elasticsearch node on 127.0.0.1:9200 in the foreground (Java 17 and Maven)
	@tests/elasticsearch_node/run 9200 var/elasticsearch

messages: $(VENV)/.requirements-dev ## collect and compile the Chinese texts of one app: make messages APP=leads
	@test -n "$(APP)" || { echo "Name the app's folder: make messages APP=leads"; exit 2; }
	@$(PYTHON) manage.py messages $(APP)

clean: ## remove the virtual environment and everything under var/, the local database too
	rm -rf $(VENV) var staticfiles

$(VENV)/bin/python:
	@for python in python3 python3.11 python3.12 python3.13; do \
		if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			exec $$python -m venv $(VENV); \
		fi; \
	done; echo "Python 3.11 or later is needed (python3 on the PATH)."; exit 1

# uv installs in seconds what takes pip a minute, so it is used where it is there.
$(VENV)/.requirements: requirements.txt | $(VENV)/bin/python
	@echo "Installing $<"
	@VIRTUAL_ENV=$(VENV) uv pip install --quiet -r $< 2>/dev/null || $(PYTHON) -m pip install --quiet --disable-pip-version-check -r $<
	@touch $@

$(VENV)/.requirements-dev: requirements-dev.txt requirements.txt | $(VENV)/bin/python
	@echo "Installing $<"
	@VIRTUAL_ENV=$(VENV) uv pip install --quiet -r $< 2>/dev/null || $(PYTHON) -m pip install --quiet --disable-pip-version-check -r $<
	@touch $@ $(VENV)/.requirements
