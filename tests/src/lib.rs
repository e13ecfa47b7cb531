//! Integration tests live in one binary: `tests/all`.
