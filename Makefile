# make demo   install and scan the fixtures
# make test   install what tests need and run them
# make check  ruff, mypy, import floors
# make bench  speed and memory, as ratios (needs ../shared/data)
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LOCK := requirements.lock

.PHONY: demo test check bench lock clean

$(VENV)/.installed: pyproject.toml $(LOCK)
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -c $(LOCK) -e .
	touch $@

$(VENV)/.dev: $(VENV)/.installed
	$(BIN)/pip install --quiet --disable-pip-version-check -c $(LOCK) -e ".[dev]"
	touch $@

demo: $(VENV)/.installed
	mkdir -p demo
	$(BIN)/guard scan fixtures/support.jsonl --as-of 2026-10-15 \
	  --clean demo/clean.jsonl --quarantined demo/held.jsonl --report demo/report.html
	$(BIN)/guard verify demo/manifest.json

test: $(VENV)/.dev
	$(BIN)/python -m pytest

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest tests/test_floors.py

bench: $(VENV)/.dev
	$(BIN)/python -m benchmarks.scan

lock: $(VENV)/.dev
	$(BIN)/pip freeze --exclude-editable | sed "s,+cpu,," > $(LOCK)

clean:
	rm -rf $(VENV) demo dist build
