# The two commands of the README are `make demo` and `make test`; both do all their set-up.
.PHONY: demo test test-slow check format bench lock clean help

help:
	@grep -E '^## ' Makefile | sed 's/## //'

## make demo       the sample city and the proxy before it, on http://localhost:8800/
demo:
	@scripts/environment
	@.venv/bin/stadtlotse demo

## make test       the whole suite (long ones: make test-slow)
test:
	@scripts/environment dev
	@scripts/chromium
	@scripts/postgresql
	@scripts/node-tools
	@.venv/bin/python -m pytest -q -m "not slow"

## make test-slow  the long tests
test-slow:
	@scripts/environment dev
	@scripts/chromium
	@scripts/postgresql
	@scripts/node-tools
	@.venv/bin/python -m pytest -q -m slow

## make check      lint, format, types, direction of imports
check:
	@scripts/environment dev
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports

## make format     format and mend what can be mended
format:
	@scripts/environment dev
	@.venv/bin/ruff format .
	@.venv/bin/ruff check --fix .

## make bench      the figures of docs/performance.md
bench:
	@scripts/environment dev
	@.venv/bin/python -m bench

## make lock       write requirements.lock anew from what is installed
lock:
	@scripts/environment dev
	@.venv/bin/python -m pip freeze --exclude-editable | grep -v '^pip==' > requirements.lock

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis
