# make run   install and open the app          make test   install and run every test
# make check format, lint, types, imports      make bench  speed, side by side
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LOCK := requirements.lock

.PHONY: run test check audit bench soak lock clean compile

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Pinprick needs Python 3.11 or newer; try: make run PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Could not make a virtual environment. On Debian or Ubuntu: sudo apt install python3-venv"; rm -rf $(VENV); exit 1; }
	@$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"

$(VENV)/run.stamp: pyproject.toml $(LOCK) | $(BIN)/python
	$(BIN)/python -m pip install --quiet -c $(LOCK) -e ".[web,pdf,diary]"
	@touch $@

$(VENV)/test.stamp: pyproject.toml $(LOCK) | $(BIN)/python
	$(BIN)/python -m pip install --quiet -c $(LOCK) -e ".[all]" --group dev
	@touch $@ $(VENV)/run.stamp

run: $(VENV)/run.stamp
	$(BIN)/pinprick serve --open

test: $(VENV)/test.stamp
	$(BIN)/python -m pytest

check: $(VENV)/test.stamp
	$(BIN)/ruff format --check src tests benchmarks
	$(BIN)/ruff check src tests benchmarks
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pinprick knowledge check

audit: $(VENV)/test.stamp
	$(BIN)/python scripts/audit.py

bench: $(VENV)/test.stamp
	$(BIN)/python -m pytest benchmarks -n0 --benchmark-enable --benchmark-only
	$(BIN)/pinprick benchmark

soak: $(VENV)/test.stamp
	$(BIN)/python scripts/soak.py

compile: $(VENV)/run.stamp
	$(BIN)/pinprick knowledge compile

lock: $(VENV)/test.stamp
	$(BIN)/python -m pip freeze --exclude-editable | grep -v '^-e\|@ file' > $(LOCK)

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
