"""The tests mirror the tree: tests/sketching/test_jobs.py tests sketching/jobs.py."""
