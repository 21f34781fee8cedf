"""Times as SAML writes them: ``xs:dateTime`` with a zone (saml-core 1.3.3)."""

import re
from datetime import UTC, datetime
from typing import Final

from jitadmin.core.message import BadTime, Time

_TIME: Final = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,18})?(Z|[+-]\d\d:\d\d)\Z", re.ASCII)


def read_time(text: str | None) -> Time | None:
    """The instant in UTC, BadTime for what is none, None for what is absent."""
    if text is None:
        return None
    match = _TIME.match(text) or _TIME.match(text.strip(" \t\r\n"))
    if match is None:
        return BadTime(text)
    whole, fraction, zone = match.groups()
    try:
        if zone == "Z":
            return datetime.fromisoformat(match[0])
        return datetime.fromisoformat(whole + (fraction or "")[:7] + zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return BadTime(text)


_DURATION: Final = re.compile(
    r"P(?=\d|T\d)(?:(\d{1,6})Y)?(?:(\d{1,6})M)?(?:(\d{1,6})D)?(?:T(?:(\d{1,8})H)?(?:(\d{1,8})M)?(?:(\d{1,9})(?:\.\d*)?S)?)?\Z",
    re.ASCII,
)
_DURATION_SECONDS: Final = (365 * 86400, 30 * 86400, 86400, 3600, 60, 1)


def read_duration(text: str | None) -> int:
    """The seconds of an ``xs:duration``, a month counted as 30 days; 0 for what is absent, negative or none."""
    match = _DURATION.match((text or "").strip(" \t\r\n"))
    if match is None:
        return 0
    return sum(int(count) * size for count, size in zip(match.groups(), _DURATION_SECONDS, strict=True) if count)
