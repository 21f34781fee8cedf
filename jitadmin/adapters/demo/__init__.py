"""Tidewright Instruments: a made-up company whose people sign in to Slack, Atlassian and Drift.

The people are the same in every run; keys and logins are made when they are asked for and exist for one run.
"""

from jitadmin.adapters.demo.company import Part, parts, provider
from jitadmin.adapters.demo.folder import kept_parts
from jitadmin.adapters.demo.people import TITLE

__all__ = ["TITLE", "Part", "kept_parts", "parts", "provider"]
