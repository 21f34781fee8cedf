"""What the overview says, line by line, each with the place where something can be done about it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from jitadmin.app import Workspace
from jitadmin.core.jit.result import Finding
from jitadmin.core.registry import ProviderKind
from jitadmin.core.trust import TrustedCertificate
from jitadmin.gui.dates import SOON, left_colour, left_words
from jitadmin.gui.desk import CONNECTION, IDENTITY_PROVIDERS, KEYS, SERVICE_PROVIDERS
from jitadmin.gui.overview.standing import SEVERITIES, Standing
from jitadmin.gui.sentences import finding_words
from jitadmin.gui.words import app_name, idp_name, number
from jitadmin.gui.workbench.outcome_words import first_clause

LOOKS = {"error": ("no", "bad"), "warning": ("warn", "warn"), "info": ("info", "accent")}


@dataclass(frozen=True)
class Line:
    """One line: words, what stands beside them, a sign with its colour, and the place it leads to."""

    words: str
    beside: str
    icon: str
    colour: str
    place: str
    part: str = ""


@dataclass(frozen=True)
class Certificate:
    """A certificate, whose it is, and where it is looked after."""

    name: str
    owner: str
    sha256: str
    until: datetime | None
    place: str
    part: str = ""

    def days(self, today: datetime) -> int | None:
        """Whole days that it is valid yet; negative once it has ended."""
        return (self.until - today).days if self.until else None


def place_of(standing: Standing) -> str:
    """Where the connection is worked on."""
    return f"{CONNECTION}:{standing.connection.name}"


def registered(workspace: Workspace) -> tuple[Certificate, ...]:
    """The certificates of registered providers and of our own keys; for the background."""
    registry, now = workspace.registry, workspace.today()
    found = [
        Certificate(one.title, f"key for {one.use}", one.sha256, one.not_after, f"{KEYS}:{one.id}")
        for one in workspace.keys.all()
    ]
    kinds: tuple[tuple[ProviderKind, str], ...] = (
        ("identityProvider", IDENTITY_PROVIDERS),
        ("serviceProvider", SERVICE_PROVIDERS),
    )
    for kind, page in kinds:
        for provider in registry.providers(kind):
            name, place = provider.name or provider.entity_id, f"{page}:{provider.entity_id}"
            found += [
                Certificate(
                    one.certificate.subject or name, name, one.certificate.sha256, one.certificate.not_after, place
                )
                for one in registry.status(provider, now).certificates
            ]
    return tuple(found)


def trusted(standings: Iterable[Standing], known: Iterable[Certificate] = ()) -> tuple[Certificate, ...]:
    """The certificates that are registered or trusted by a connection, each once, those that end first in front."""
    found: dict[str, Certificate] = {}
    for certificate in known:
        found.setdefault(certificate.sha256, certificate)
    for standing in standings:
        for one in standing.certificates:
            found.setdefault(one.sha256, _certificate(one, standing))
    return in_order(found.values())


def _certificate(one: TrustedCertificate, standing: Standing) -> Certificate:
    owner = idp_name(standing.connection)
    return Certificate(one.subject or owner, owner, one.sha256, one.not_after, place_of(standing), "trust")


def in_order(certificates: Iterable[Certificate]) -> tuple[Certificate, ...]:
    """Those that end first in front, those without an end last."""
    known = [one for one in certificates if one.until is not None]
    rest = [one for one in certificates if one.until is None]
    return (*sorted(known, key=lambda one: (str(one.until), one.name)), *rest)


def certificate_lines(certificates: Sequence[Certificate], today: datetime) -> Iterator[Line]:
    """Each certificate with the days that are left."""
    for one in certificates:
        days = one.days(today)
        yield Line(one.name, left_words(days), "certificate", left_colour(days), one.place, one.part)


def refusal_lines(standings: Iterable[Standing]) -> Iterator[Line]:
    """Each login that was refused, with the reason."""
    for standing in standings:
        for one in standing.refusals:
            words = f"{one.label} → {app_name(standing.connection)}"
            yield Line(words, first_clause(one.reason), "refused", "bad", place_of(standing), f"sample:{one.sha256}")


def finding_lines(standings: Iterable[Standing]) -> Iterator[Line]:
    """Each finding, the gravest first."""
    found = [(one, standing) for standing in standings for one in standing.findings]
    found.sort(key=lambda pair: SEVERITIES.index(pair[0].severity))
    for one, standing in found:
        icon, colour = LOOKS[one.severity]
        place = place_of(standing)
        part = _among_findings(standing, one) if standing.login_of(one) else one.origin
        yield Line(finding_words(one), app_name(standing.connection), icon, colour, place, part)


def _among_findings(standing: Standing, finding: Finding) -> str:
    """The page of the findings; where one login shows the finding, with that login chosen."""
    login = standing.login_of(finding)
    return f"findings:{login}" if login else "findings"


def steps(
    standings: Sequence[Standing], certificates: Sequence[Certificate], drafts: Iterable[str], today: datetime
) -> Iterator[Line]:
    """What to do next, the most pressing first."""
    for one in certificates:
        days = one.days(today)
        if days is not None and days <= SOON:
            what = "Replace" if days < 0 else "Prepare the successor of"
            beside = f"{one.owner} · {left_words(days)}"
            yield Line(
                f"{what} the certificate {one.name}", beside, "certificate", left_colour(days), one.place, one.part
            )
    for standing in standings:
        yield from _steps_of(standing)
    unsaved = set(drafts)
    for standing in standings:
        if standing.connection.name in unsaved:
            words = f"Save or undo the changes of {app_name(standing.connection)}"
            yield Line(words, "They are a draft so far.", "save", "warn", place_of(standing))


def _steps_of(standing: Standing) -> Iterator[Line]:
    app, place = app_name(standing.connection), place_of(standing)
    if standing.trouble:
        yield Line(f"Repair what {app} trusts", standing.trouble, "no", "bad", place, "trust")
        return
    refused, errors = len(standing.refusals), standing.count("error")
    if refused:
        what = "the refused login" if refused == 1 else f"{number(refused)} refused logins"
        first = f"sample:{standing.refusals[0].sha256}"
        yield Line(
            f"Look at {what} of {app}", first_clause(standing.refusals[0].reason), "refused", "bad", place, first
        )
    if errors:
        what = "the error" if errors == 1 else f"{number(errors)} errors"
        found = next(one for one in standing.findings if one.severity == "error")
        yield Line(f"Mend {what} in {app}", finding_words(found), "no", "bad", place, _among_findings(standing, found))
    if not standing.samples:
        words = "Without a login nothing can be previewed."
        yield Line(f"Gather samples for {app}", words, "open", "accent", place)
    if standing.accounts is None:
        words = "Until then every login looks like a first one."
        yield Line(f"Import the accounts that {app} has", words, "accounts", "accent", place)
    warnings = standing.count("warning")
    if warnings:
        what = "the warning" if warnings == 1 else f"{number(warnings)} warnings"
        found = next(one for one in standing.findings if one.severity == "warning")
        yield Line(
            f"Read {what} about {app}", finding_words(found), "warn", "warn", place, _among_findings(standing, found)
        )
