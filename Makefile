PY := .venv/bin/python
RUFF := .venv/bin/ruff

.PHONY: lock check fmt test bench intake-report fuzz

lock:  ## write the pinned versions again (needs uv)
	uv pip compile -q --no-header --no-annotate --python-version 3.11 pyproject.toml -o requirements.txt
	uv pip compile -q --no-header --no-annotate --python-version 3.11 --extra dev pyproject.toml -c requirements.txt -o requirements-dev.txt
	uv pip compile -q --no-header --no-annotate --python-version 3.11 --all-extras pyproject.toml -c requirements-dev.txt -o constraints.txt

check:  ## style, types, import rules, migrations, deployment checks
	./test check

fmt:
	$(RUFF) format . && $(RUFF) check --fix .

test:
	./test

bench:  ## measure what docs/benchmarks.md states, as ratios in one run
	$(PY) -m tests.bench

intake-report:  ## measure intake on ../shared/data and write docs/intake.md
	$(PY) -m tests.intake_report

fuzz:  ## mutate photos for half an hour and let intake read them
	$(PY) -m tests.fuzz_intake
