"""The grader's own modules: building, running, probing, points. pytest's side is grader/conftest.py."""
