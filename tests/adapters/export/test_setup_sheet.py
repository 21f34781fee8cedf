"""The set-up sheet speaks the words of the product, and shows every value as text and nothing else."""

import re
from pathlib import Path

import pytest
from lxml import html

from jitadmin.adapters.catalogue import Catalogue
from jitadmin.core.connection.attribute_map import AttributeRow, Source
from jitadmin.core.connection.role_map import Condition, RoleMap, RoleRule
from jitadmin.core.messages import inert
from tests.adapters.export.made import ACS, HOSTILE, SP, changed, connection, exported, key, row, with_roles
from tests.peers import node

CATALOGUE = Catalogue.shipped()
PRODUCTS = [head.id for head in CATALOGUE.identity_providers.heads]


@pytest.mark.parametrize("product", PRODUCTS)
def test_the_words_are_those_of_the_product(product: str) -> None:
    template = CATALOGUE.identity_provider(product)
    made = exported(with_roles(), "setup-sheet", product=template)
    page = html.fromstring(made.file("setup-sheet.html").text)
    text = page.text_content()
    terms = {term.thing: term for term in template.console}
    for thing in ("create", "entityId", "acs", "attributes", "signing", "metadata"):
        if thing in terms:
            assert terms[thing].label in text
            assert terms[thing].where in text
    assert f"Set up Shop in {template.name}" in text
    attribute = template.attribute("emails.work")
    assert attribute is None or attribute.source in text


def test_it_says_what_to_enter_without_a_catalogue_entry() -> None:
    made = exported(with_roles(), "setup-sheet")
    for name in ("setup-sheet.md", "setup-sheet.html"):
        text = made.file(name).text
        for value in (SP, ACS, "uid", "memberOf", "Admins", "Eng", "Address for responses"):
            assert value in text, (name, value)
    assert "Sign the assertion and the response" in made.file("setup-sheet.md").text
    assert "Encrypt assertions" in made.file("setup-sheet.md").text


@pytest.mark.parametrize(
    ("product", "label", "source"),
    [
        ("entra-id", "Unique User Identifier (Name ID)", "user.mail"),
        ("okta", "Application username", "user.email"),
        ("keycloak", "User Attribute Mapper For NameID", "email"),
    ],
)
def test_it_says_what_the_name_id_is_filled_with(product: str, label: str, source: str) -> None:
    rows = (AttributeRow(field="userName", sources=(Source(name_id="ifEmail"),)), row("name.givenName", "first"))
    made = changed(connection(), "attributes", rows=rows)
    text = exported(made, "setup-sheet", product=CATALOGUE.identity_provider(product)).files[0].text
    (step,) = (part for part in re.split(r"\n(?=\d+\. )", text) if f"**{label}**" in part)
    assert "It is taken for the e-mail, user name of a person." in step
    assert step.endswith(f"\n   - `{source}`")


@pytest.mark.parametrize(("product", "source"), [("entra-id", "user.mail"), ("okta", "user.email")])
def test_an_address_that_is_the_user_name_too_is_filled_with_the_address(product: str, source: str) -> None:
    made = changed(connection(), "attributes", rows=(row("userName", "mail"), row("emails.work", "mail")))
    text = exported(made, "setup-sheet", product=CATALOGUE.identity_provider(product)).files[0].text
    (line,) = (line for line in text.splitlines() if line.startswith("| `mail`"))
    assert f" | {source} | " in line


def test_limits_of_the_product_are_told_with_their_numbers() -> None:
    text = exported(connection(), "setup-sheet", product=CATALOGUE.identity_provider("entra-id")).files[0].text
    assert "Groups of a person: at most 150 entries." in text
    assert "Conditions of a claim: at most 50 entries. Groups in the conditions of one claim." in text


def test_a_sheet_reads_well_as_plain_text() -> None:
    made = changed(connection(), "service_provider", name="Shop 2.0")
    made = changed(made, "identity_provider", name="https://idp.example.com/realms/staff")
    text = exported(made, "setup-sheet", product=CATALOGUE.identity_provider("okta")).files[0].text
    assert "**Create App Integration > SAML 2.0**" in text
    assert "Shop 2.0" in text
    assert "user.login" in text


def test_our_certificates_can_be_compared() -> None:
    text = exported(connection(), "setup-sheet").file("setup-sheet.html").text
    digest = key()[0].sha256.upper()
    assert ":".join(digest[at : at + 2] for at in range(0, 64, 2)) in text
    assert "signs our requests now" in text


def hostile() -> dict[str, str]:
    rules = tuple(RoleRule(grant=("x",), when=Condition(member_of=text)) for text in HOSTILE)
    whole = "|".join(HOSTILE)
    made = connection(*HOSTILE, roles=RoleMap(rules=rules, groups_attribute="groups"))
    made = changed(made, "service_provider", entity_id=whole, name=whole, acs=(whole, ACS))
    made = changed(made, "identity_provider", name=whole)
    return {item.name: item.text for item in exported(made, "setup-sheet").files}


def test_hostile_texts_are_only_text_on_the_page() -> None:
    page = html.fromstring(hostile()["setup-sheet.html"])
    assert {element.tag for element in page.iter() if isinstance(element.tag, str)} <= {
        "html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "ol", "ul", "li", "strong", "span", "br",
        "code", "table", "tr", "th", "td", "tbody",
    }  # fmt: skip
    shown = [element.text for element in page.iter("code")]
    for text in HOSTILE:
        assert shown.count(inert(text)) == 2, text
    assert not page.xpath("//@*[starts-with(name(), 'on')]")


@pytest.mark.peer
def test_hostile_texts_are_only_text_in_markdown(tmp_path: Path) -> None:
    reason = node.missing()
    if reason:
        pytest.skip(reason)
    file = tmp_path / "sheet.md"
    file.write_text(hostile()["setup-sheet.md"], encoding="utf-8")
    told = node.told("markdown", str(file))
    assert not {"html_inline", "html_block", "link_open", "image", "em_open", "fence", "code_block"} & set(
        told["kinds"]
    )
    for text in HOSTILE:
        # One blank on either side is the fence's own (CommonMark 6.1); a bar is read back as a bar.
        assert told["code"].count(inert(text)) == 2, text
