"""Hostile, odd and genuine messages, each built from a valid one; ``tests.attacks`` puts them together."""
