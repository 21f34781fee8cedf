"""How each connection stands: its logins, its certificates and its findings, gathered without a widget."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from jitadmin.app import Workspace
from jitadmin.core.connection import Connection
from jitadmin.core.errors import JitadminError
from jitadmin.core.jit.company import company_findings
from jitadmin.core.jit.lint import connection_findings
from jitadmin.core.jit.result import Finding, Preview
from jitadmin.core.progress import Progress
from jitadmin.core.sample import Sample
from jitadmin.core.trust import TrustedCertificate
from jitadmin.gui.sentences import check_words
from jitadmin.gui.words import state_of

# Of more logins than these the newest are looked at; the page says so.
LOOKED = 500
SEVERITIES = ("error", "warning", "info")


@dataclass(frozen=True)
class Refusal:
    """One login that was refused: whose it claims to be, why, and its digest."""

    label: str
    reason: str
    sha256: str


@dataclass(frozen=True)
class Standing:
    """One connection with all that the overview says of it; ``looked`` of its ``samples`` were judged.

    ``shown_by`` has the digest of the first login that shows a finding, by its code and cause.
    """

    connection: Connection
    samples: tuple[Sample, ...] = ()
    looked: int = 0
    states: Mapping[str, int] = field(default_factory=dict)
    refusals: tuple[Refusal, ...] = ()
    findings: tuple[Finding, ...] = ()
    shown_by: Mapping[tuple[str, str], str] = field(default_factory=dict)
    certificates: tuple[TrustedCertificate, ...] = ()
    accounts: int | None = None
    trouble: str = ""

    def count(self, severity: str) -> int:
        """How many findings are of this severity."""
        return sum(one.severity == severity for one in self.findings)

    def login_of(self, finding: Finding) -> str:
        """The digest of the first login that shows a finding; nothing for one of the connection or of everybody."""
        return self.shown_by.get((finding.code, finding.origin), "")


def look(workspace: Workspace, connection: Connection, progress: Progress) -> Standing:
    """Judge the logins of a connection and gather what follows; for the background."""
    samples = workspace.samples(connection.name)
    known = workspace.known_accounts(connection.name)
    accounts = len(known.accounts) if known else None
    lint = connection_findings(connection)
    newest = samples[-LOOKED:]
    try:
        certificates = workspace.trust(connection).certificates
        previews = list(workspace.preview_all(connection, newest, progress))
    except JitadminError as error:
        return Standing(connection, samples, findings=lint, accounts=accounts, trouble=str(error))
    found = [*lint, *company_findings(connection, previews)]
    of_logins = tuple(_of_logins(newest, previews))
    found += (one for one, _ in of_logins)
    return Standing(
        connection=connection,
        samples=samples,
        looked=len(newest),
        states=Counter(state_of(preview) for preview in previews),
        refusals=tuple(_refusals(newest, previews)),
        findings=tuple(sorted(found, key=lambda one: SEVERITIES.index(one.severity))),
        shown_by={(one.code, one.origin): sha256 for one, sha256 in of_logins},
        certificates=certificates,
        accounts=accounts,
    )


def _refusals(samples: Sequence[Sample], previews: Sequence[Preview]) -> Iterator[Refusal]:
    for sample, preview in zip(samples, previews, strict=True):
        if state_of(preview) == "refused":
            failed = preview.verification.failed
            yield Refusal(sample.label, check_words(failed[0]) if failed else "", sample.origin.sha256)


def _of_logins(samples: Sequence[Sample], previews: Sequence[Preview]) -> Iterator[tuple[Finding, str]]:
    """Each finding once for the row that causes it, however many logins show it, with the digest of the first one."""
    seen: set[tuple[str, str]] = set()
    for sample, preview in zip(samples, previews, strict=True):
        for finding in preview.effect.findings if preview.effect else ():
            key = (finding.code, finding.origin)
            if key not in seen:
                seen.add(key)
                yield finding, sample.origin.sha256
