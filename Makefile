# Everything a newcomer needs: make run, make test. The rest is in CONTRIBUTING.md.
.PHONY: run test proof check lint bench eval semantic clean

PYTHON := $(firstword $(foreach name,python3.12 python3.11 python3,$(if $(shell $(name) -c 'import sys; print(sys.version_info >= (3, 11) or "")' 2>/dev/null),$(name))))
BIN := .venv/bin
WORKERS ?= 2

run: .venv/installed
	@exec $(BIN)/noa serve --demo

test: .venv/installed-test
	$(BIN)/pytest -rs -n $(WORKERS) --dist worksteal -m "not proof"

# One after another: each proof keeps both cores busy by itself, and prints its table.
proof: .venv/installed-test
	$(BIN)/pytest -rs -m proof --timeout 1800 -p no:xdist

lint: .venv/installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint test proof

eval: .venv/installed-test
	$(BIN)/noa eval commands $(addprefix tests/intents/sets/,commands.jsonl second_look.jsonl third_look.jsonl) --listed intents/evaluation.yaml
	$(BIN)/noa eval dialogues tests/evaluation/sets/dialogues.jsonl
	$(BIN)/noa eval retrieval --catalog tests/retrieval/sets/catalogue.jsonl --queries tests/retrieval/sets/queries.jsonl

# In an environment of its own: torch is never part of the plain install.
semantic: .venv-semantic/installed
	.venv-semantic/bin/pytest -rs tests/retrieval/meaning

bench: .venv/installed-peers
	$(BIN)/python -m tests.benchmarks

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or 3.12 is needed (Debian, Ubuntu: apt install python3 python3-venv)."; exit 1; }
	$(PYTHON) -m venv .venv

.venv/installed: .venv/bin/python pyproject.toml constraints.txt
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

.venv/installed-test: .venv/bin/python pyproject.toml constraints.txt
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test]'
	@touch $@ .venv/installed

.venv/installed-peers: .venv/bin/python pyproject.toml constraints.txt
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test,peers]'
	@touch $@ .venv/installed .venv/installed-test

.venv-semantic/installed: .venv/bin/python pyproject.toml constraints.txt
	test -x .venv-semantic/bin/python || $(PYTHON) -m venv .venv-semantic
	.venv-semantic/bin/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test,semantic,semantic-test]'
	@touch $@

clean:
	rm -rf .venv .venv-semantic .noa build *.egg-info artifacts
