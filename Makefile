# Everything that is done with a checkout. Needs make and Python 3.11-3.13; installs into .venv alone,
# from the lock files alone. `make demo` installs requirements.lock, the rest requirements-dev.lock too, and
# `make test` requirements-go.lock where MINUTEBOOK_REQUIRE says that no test may be skipped for want of Go.

PYTHONS = $(or $(PYTHON),python3 python3.13 python3.12 python3.11)
UV ?= uv
BIN = .venv/bin
# A wheel or nothing: building from source would fetch build tools that no lock pins.
INSTALL = $(BIN)/python -m pip install -qq --disable-pip-version-check
LOCKED = $(INSTALL) --require-hashes --no-deps --only-binary :all: -r
COMPILE = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--only-binary :all: --no-header

comma := ,
REQUIRED = $(subst $(comma), ,$(MINUTEBOOK_REQUIRE))

unexport PYTHONHOME PYTHONPATH

.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help demo test lint bench lock clean

help: ## show this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' Makefile

demo: $(BIN)/minutebook ## make the book of the shipped TIP history in build/demo, and check it
	@mkdir -p build
	$(BIN)/minutebook --book build/demo demo

test: .venv/dev $(if $(filter go,$(REQUIRED)),.venv/go) $(BIN)/minutebook ## run every test; HYPOTHESIS_PROFILE=deep searches longer, at random
	$(BIN)/python -m pytest -n auto --dist loadfile

lint: .venv/dev $(BIN)/minutebook ## check style, types and who may import whom
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

bench: .venv/dev $(BIN)/minutebook ## measure side by side
	$(BIN)/python -m benchmarks

lock: ## pin the dependencies of pyproject.toml anew (needs uv)
	$(COMPILE) pyproject.toml --group build -o requirements.lock
	$(COMPILE) pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock
	$(COMPILE) --group go -o requirements-go.lock

clean: ## remove whatever the other targets made
	rm -rf .venv build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps .venv/core, .venv/dev and .venv/go are as old as what was installed from their lock. When one
# changes, .venv starts over, so that nothing stays behind that no lock names.
.venv/core: requirements.lock
	@found=; for python in $(PYTHONS); do \
		if $$python -c 'import sys, ensurepip, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; \
		then found=$$python; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
		echo "minutebook needs Python 3.11, 3.12 or 3.13 with its venv module (Debian: python3-venv)." >&2; \
		echo "Tried: $(PYTHONS). Name one: make PYTHON=/path/to/python3.12" >&2; \
		exit 1; \
	fi; \
	echo "making .venv with $$($$found --version)"; \
	rm -rf .venv && $$found -m venv .venv
	$(LOCKED) requirements.lock
	@touch $@

ifneq ($(shell find requirements-dev.lock -newer .venv/dev 2>/dev/null)$(shell find requirements-go.lock -newer .venv/go 2>/dev/null),)
.venv/core: FORCE
FORCE:
endif

.venv/dev: requirements-dev.lock .venv/core
	$(LOCKED) requirements-dev.lock
	@touch $@

.venv/go: requirements-go.lock .venv/core
	$(LOCKED) requirements-go.lock
	@touch $@

$(BIN)/minutebook: pyproject.toml .venv/core
	$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@
