"""Exports in the window: every format with its text as it would be written, and what it leaves behind."""
