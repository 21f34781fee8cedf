"""Who may bring an assertion: the bearer confirmations (saml-profiles 4.1.4.2). One that holds is enough."""

from datetime import datetime, timedelta
from typing import Any, Final

from jitadmin.core.diagnose import address_causes, moment_args, time_causes
from jitadmin.core.message import Assertion, BadTime, Response, SubjectConfirmation
from jitadmin.core.trust import Trust
from jitadmin.core.verification import Check, Result

BEARER: Final = "urn:oasis:names:tc:SAML:2.0:cm:bearer"


def judge_confirmations(
    assertion: Assertion, response: Response | None, trust: Trust, as_of: datetime | None, at: str
) -> list[Check]:
    """The checks of the bearer confirmation that holds, else of the one that comes closest to holding."""
    if not assertion.has_subject:
        return []
    many = len(assertion.confirmations) > 1
    judged = []
    for number, confirmation in enumerate(assertion.confirmations, 1):
        if confirmation.method == BEARER:
            where = f"{at}/Subject/SubjectConfirmation" + (f"[{number}]" if many else "")
            judged.append(_Bearer(confirmation, response, trust, as_of, where).judge())
    if not judged:
        methods = [confirmation.method for confirmation in assertion.confirmations]
        where = f"{at}/Subject"
        return [Check(code="confirmation.bearer", result="fail", args={"methods": methods}, where=where)]
    return min(judged, key=lambda checks: sum(check.result == "fail" for check in checks))


class _Bearer:
    """Judges one bearer confirmation; it exists to hold what every question needs to know."""

    def __init__(
        self,
        confirmation: SubjectConfirmation,
        response: Response | None,
        trust: Trust,
        as_of: datetime | None,
        where: str,
    ) -> None:
        self.data = confirmation
        self.response = response
        self.trust = trust
        self.as_of = as_of
        self.inside = f"{where}/SubjectConfirmationData"
        self.checks = [Check("confirmation.bearer", "pass", {"methods": [BEARER]}, where)]

    def say(self, code: str, result: Result, args: dict[str, Any], causes: tuple[str, ...] = ()) -> None:
        self.checks.append(Check(code, result, args, self.inside, causes))

    def judge(self) -> list[Check]:
        if not self.data.has_data:
            self.say("confirmation.data", "fail", {})
            return self.checks
        self.recipient()
        self.until()
        if self.data.not_before is not None:
            self.say("confirmation.not_before", "fail", {})
        self.answers()
        return self.checks

    def recipient(self) -> None:
        expected, actual = self.trust.acs_urls, self.data.recipient
        args = {"expected": expected, "actual": actual or ""}
        if actual is None:
            self.say("recipient.missing", "fail", args)
        elif not expected:
            self.say("recipient.match", "skip", args)
        elif actual in expected:
            self.say("recipient.match", "pass", args)
        else:
            self.say("recipient.match", "fail", args, address_causes(expected, actual, self.trust))

    def until(self) -> None:
        moment, as_of = self.data.not_on_or_after, self.as_of
        if moment is None:
            self.say("confirmation.not_on_or_after_missing", "fail", {})
        elif isinstance(moment, BadTime):
            self.say("time.malformed", "fail", {"name": "NotOnOrAfter", "actual": moment.text})
        elif as_of is None:
            self.say("confirmation.not_on_or_after", "skip", {"name": "NotOnOrAfter"})
        elif as_of - moment < timedelta(seconds=self.trust.clock_skew):
            self.say("confirmation.not_on_or_after", "pass", {"moment": moment, "as_of": as_of})
        else:
            args = moment_args(moment, as_of, self.trust)
            self.say("confirmation.not_on_or_after", "fail", args, time_causes(args))

    def answers(self) -> None:
        """InResponseTo here must be the same as outside, or that of the outstanding request."""
        stated, response = self.data.in_response_to, self.response
        if self.trust.in_response_to is not None:
            expected: str | None = self.trust.in_response_to
        else:
            expected = response.in_response_to if response else stated
        if stated is None and expected is None:
            return
        args = {"expected": expected or "", "actual": stated or ""}
        lone = self.trust.in_response_to is None and (stated is None or expected is None)
        result: Result = "pass" if stated == expected else "warn" if lone else "fail"
        self.say("confirmation.in_response_to", result, args, ("cause.other_request",) if result == "fail" else ())
