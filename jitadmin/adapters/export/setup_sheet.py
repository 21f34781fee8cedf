"""The set-up sheet for the identity provider's administrator, as Markdown and as a page that prints well."""

import html
import re
from collections.abc import Iterable
from typing import Final

from jitadmin.adapters.export.material import Material, Written
from jitadmin.core.catalogue import Limit
from jitadmin.core.exporting import File
from jitadmin.core.exporting.sheet import Certificate, Facts, Row, Sheet, Step, sheet
from jitadmin.core.jit.summary import field_words
from jitadmin.core.messages import inert, sentence

_STYLE: Final = """
body { font: 11pt/1.45 system-ui, sans-serif; max-width: 50em; margin: 2em auto; padding: 0 1em; color: #1a1a1a; }
h1 { font-size: 1.5em; } h2 { font-size: 1.15em; margin-top: 1.8em; }
code { font: 0.95em ui-monospace, monospace; overflow-wrap: anywhere; background: #f3f3f3; padding: 0.1em 0.25em; }
table { border-collapse: collapse; width: 100%; } th, td { border: 1px solid #bbb; padding: 0.35em 0.5em; }
th, td { text-align: left; vertical-align: top; } li { margin: 0.5em 0; } .where { color: #555; }
@media print { body { margin: 0; max-width: none; } tr, li { break-inside: avoid; } code { background: none; } }
"""


def write(material: Material) -> Written:
    """Both forms of the sheet; no private key has a place in them."""
    signing = material.signing
    made = sheet(
        Facts(
            connection=material.connection,
            application=material.sp_name,
            provider=material.idp_name,
            wanted=material.wanted,
            name_id_format=material.name_id_format,
            keys=tuple(item.record for item in material.key_files),
            signer=signing.record.id if signing else "",
            now=material.now,
            product=material.product,
        )
    )
    certificates = (item for item in material.certificate_files() if not item.secret)
    files = (File(name="setup-sheet.md", text=_markdown(made)), File(name="setup-sheet.html", text=_html(made)))
    return Written((*files, *certificates))


def _words(code: str, **args: object) -> str:
    return sentence(f"export.sheet.{code}", args)


def _thing(step: Step) -> str:
    return inert(step.label) if step.label else _words(f"thing.{step.thing}")


def _note(step: Step) -> str:
    return sentence(step.note, step.args) if step.note else ""


def _place(step: Step) -> str:
    unsure = [] if step.sure else [_words("unsure")]
    return "; ".join([*([inert(step.where)] if step.where else []), *unsure])


def _cells(row: Row) -> tuple[str, str, str, str]:
    """Name, source, purpose and obligation of an attribute; the name is shown as it must be typed."""
    source = inert(row.source) if row.source else _words("source-unknown")
    purpose = ", ".join([*map(field_words, row.fields), *([_words("for-roles")] if row.groups else [])])
    return row.name, source, purpose, _words("required" if row.required else "optional")


_HEADINGS: Final = ("column-name", "column-format", "column-source", "column-purpose", "column-required")


# Markdown: words are escaped, values stand in code spans, where nothing means anything but the fence itself.
# The last three would make a link of an address (GFM 6.9).
_MEANING: Final = re.compile(r"[\\`*_\[\]<~#]|&(?=[#\w])|:(?=//)|(?<=www)\.|(?<=\w)@(?=\w)", re.IGNORECASE)


def _markdown(made: Sheet) -> str:
    lines = [f"# {_escaped(_title(made))}", "", _escaped(_words("intro")), ""]
    for number, step in enumerate(made.steps, 1):
        place = f" ({_escaped(_place(step))})" if _place(step) else ""
        note = f" {_escaped(_note(step))}" if _note(step) else ""
        lines.append(f"{number}. **{_escaped(_thing(step))}**{place}:{note}".removesuffix(":"))
        lines += [f"   - {_span(value)}" for value in step.values]
    lines += ["", f"## {_escaped(_words('attributes-title'))}", "", *_markdown_table(made), ""]
    for heading, items in _lists(made):
        lines += [f"## {_escaped(heading)}", "", *(f"- {_span(item)}" for item in items), ""]
    return "\n".join(lines)


def _markdown_table(made: Sheet) -> Iterable[str]:
    if not made.rows:
        return [_escaped(_words("no-attributes"))]
    lines = [_table_line(_escaped(_words(name)) for name in _HEADINGS), _table_line("---" for _ in _HEADINGS)]
    for row in made.rows:
        name, source, purpose, required = _cells(row)
        spans = [_span(name), _span(row.name_format)]
        lines.append(_table_line([*spans, _escaped(source), _escaped(purpose), required]))
    return lines


def _table_line(cells: Iterable[str]) -> str:
    # A bar ends a cell even within a code span, unless it is escaped (GitHub Flavored Markdown, 4.10).
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _escaped(text: str) -> str:
    """Text within a line in which no character has a meaning to Markdown (CommonMark 2.4, 6; GFM 6.9)."""
    return _MEANING.sub(r"\\\g<0>", inert(text))


def _span(value: str) -> str:
    """A code span (CommonMark 6.1) whose fence is longer than any run of backticks in the value."""
    shown = inert(value)
    longest = max((len(run) for run in re.findall(r"`+", shown)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if not shown.strip() or shown[0] in "` " or shown[-1] in "` " else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


# The page has no script, and its policy allows none.


def _html(made: Sheet) -> str:
    title = _e(_title(made))
    steps = "".join(_html_step(step) for step in made.steps)
    lists = "".join(
        f"<h2>{_e(heading)}</h2><ul>{''.join(f'<li>{_code(item)}</li>' for item in items)}</ul>\n"
        for heading, items in _lists(made)
    )
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_e(policy)}">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
        f"<p>{_e(_words('intro'))}</p>\n<ol>\n{steps}</ol>\n"
        f"<h2>{_e(_words('attributes-title'))}</h2>\n{_html_table(made)}{lists}</body>\n</html>\n"
    )


def _html_step(step: Step) -> str:
    place = f' <span class="where">({_e(_place(step))})</span>' if _place(step) else ""
    note = f" {_e(_note(step))}" if _note(step) else ""
    values = "".join(f"<br>{_code(value)}" for value in step.values)
    return f"<li><strong>{_e(_thing(step))}</strong>{place}{':' if note or values else ''}{note}{values}</li>\n"


def _html_table(made: Sheet) -> str:
    if not made.rows:
        return f"<p>{_e(_words('no-attributes'))}</p>\n"
    head = "".join(f"<th>{_e(_words(name))}</th>" for name in _HEADINGS)
    body = ""
    for row in made.rows:
        name, source, purpose, required = _cells(row)
        cells = [_code(name), _code(row.name_format), _e(source), _e(purpose), _e(required)]
        body += f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>\n"
    return f"<table>\n<tr>{head}</tr>\n{body}</table>\n"


def _e(text: str) -> str:
    return html.escape(inert(text), quote=True)


def _code(value: str) -> str:
    return f"<code>{_e(value)}</code>"


def _title(made: Sheet) -> str:
    return _words("title", application=made.application, provider=made.provider)


def _certificate_code(item: Certificate) -> str:
    if item.signs:
        return "certificate-signs"
    return "certificate-begins" if item.begins else "certificate"


def _limit(item: Limit) -> str:
    what, unit = _words(f"limit.{item.of}"), _words(f"limit.{item.unit}")
    return " ".join(filter(None, [_words("limit", what=what, maximum=item.maximum, unit=unit), item.note]))


def _lists(made: Sheet) -> list[tuple[str, list[str]]]:
    found = []
    if made.groups:
        found.append((_words("groups-title"), list(made.groups)))
    if made.certificates:
        lines = [
            _words(_certificate_code(item), title=item.title, sha256=item.sha256, until=item.until, begins=item.begins)
            for item in made.certificates
        ]
        found.append((_words("certificates-title"), lines))
    if made.limits:
        found.append((_words("limits-title"), [_limit(limit) for limit in made.limits]))
    return found
