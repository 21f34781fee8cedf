"""Fuzzing with coverage feedback: ``python -m tests.fuzz login -max_total_time=60``; ``make fuzz`` runs all of it."""
