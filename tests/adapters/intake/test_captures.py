"""Recordings of browsers give their logins and nothing else."""

import base64
import json
from pathlib import Path
from urllib.parse import quote_plus

import pytest

from jitadmin.adapters.intake import Found, found, found_in

CORPUS = Path(__file__).resolve().parents[3].parent / "shared" / "corpus"
XML = '<p:Response xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol" ID="_1">Žofie</p:Response>'
B64 = base64.b64encode(XML.encode()).decode()
LOGOUT = base64.b64encode(b'<LogoutResponse xmlns="urn:oasis:names:tc:SAML:2.0:protocol"/>').decode()
BODY = f"SAMLResponse={quote_plus(B64)}&RelayState=x"
PAGE = f'<html><form><input type="hidden" name="SAMLResponse" value="{B64}"></form></html>'


def har(*entries: object) -> bytes:
    return json.dumps({"log": {"version": "1.2", "creator": {"name": "x"}, "entries": list(entries)}}).encode()


def entry(url: str = "https://sp/acs", post: object = None, content: object = None) -> dict[str, object]:
    request: dict[str, object] = {"method": "POST", "url": url, "cookies": [{"name": "session", "value": "secret"}]}
    if post is not None:
        request["postData"] = post
    return {"request": request, "response": {"status": 200, "content": content or {"size": 0}}, "timings": {}}


def codes(items: list[Found]) -> list[str]:
    return [item.error.code if item.error else "ok" for item in items]


HARS = {
    "Chrome": entry(post={"mimeType": "application/x-www-form-urlencoded", "text": BODY,
                          "params": [{"name": "SAMLResponse", "value": quote_plus(B64)}]}),
    "Firefox": entry(post={"mimeType": "application/x-www-form-urlencoded", "text": BODY,
                           "params": [{"name": "SAMLResponse", "value": B64}]}),
    "Safari": entry(post={"mimeType": "application/x-www-form-urlencoded",
                          "params": [{"name": "SAMLResponse", "value": B64}]}),
    "text only": entry(post={"text": BODY}),
    "page of the identity provider": entry(content={"mimeType": "text/html", "text": PAGE}),
    "page in base64": entry(content={"text": base64.b64encode(PAGE.encode()).decode(), "encoding": "base64"}),
    "redirect": entry(url=f"https://sp/acs?{BODY}"),
    "redirect that was not followed": {**entry(), "response": {"redirectURL": f"https://sp/acs?{BODY}"}},
}  # fmt: skip


@pytest.mark.parametrize("recorded", HARS.values(), ids=HARS)
def test_the_login_of_each_browser_is_found(recorded: object) -> None:
    password = entry(post={"text": "username=ada&password=hunter2"})
    (item,) = found_in(har(password, {"odd": 1}, recorded, entry(post={"text": f"SAMLResponse={LOGOUT}"})), "b.har")
    assert item.data == XML.encode()


@pytest.mark.parametrize("recorded", [har(*HARS.values()), json.dumps([{"SAMLResponse": B64}]).encode()])
def test_a_recording_may_be_kept_in_utf_16(recorded: bytes) -> None:
    (item,) = found_in(recorded.decode().encode("utf-16"), "b.har")
    assert item.data == XML.encode()


OBJECTS: dict[str, object] = {
    "deep": {"log": {"request": {"postData": {"SAMLResponse": B64}}}},
    "under requests": {"event": {"requests": 3, "form": {"samlResponse": [B64], "RelayState": ["x"]}}},
    "typed value": {"Item": {"saml_response": {"S": B64}}},
    "event of a gateway": {"httpMethod": "POST", "body": BODY, "isBase64Encoded": False},
    "event of a gateway in base64": {"body": base64.b64encode(BODY.encode()).decode(), "isBase64Encoded": True},
    "saved request": {"item": [{"request": {"body": {"urlencoded": [{"key": "SAMLResponse", "value": B64}]}}}]},
    "value with a type and a number": {"params": [{"id": "p1", "name": "SAMLResponse", "value": B64, "type": "text"}]},
    "JSON in a log record": {"level": 1, "message": json.dumps({"SAMLResponse": B64, "RelayState": "x"})},
    "page in a record": {"html": PAGE},
    "XML in a record": {"decoded": XML, "SAMLRequest": "x"},
    "address in a record": {"url": f"https://sp/acs?{BODY}"},
    "beside what is no text": {"SAMLResponse": None, "form": {"SAMLResponse": B64}, "count": {"SAMLResponse": 1}},
}


@pytest.mark.parametrize("value", OBJECTS.values(), ids=OBJECTS)
def test_a_login_is_found_anywhere_in_json(value: object) -> None:
    for data in (json.dumps(value), json.dumps(value, indent=2), json.dumps([value]), f"{json.dumps(value)}\n"):
        (item,) = found_in(data.encode(), "event.json")
        assert item.data == XML.encode()


def test_records_of_a_log_are_told_apart() -> None:
    other = base64.b64encode(XML.replace("_1", "_2").encode()).decode()
    several = [{"SAMLResponse": B64}, {"SAMLResponse": other}]
    lines = [{"form": {"SAMLResponse": B64}}, {"logins": several}, {"at": 3, "SAMLResponse": 7}, {"at": 4}]
    text = "".join(f"{json.dumps(line)}\n" for line in lines)
    for name in ("app.jsonl", "app.log"):
        items = list(found_in(text.encode(), name))
        assert codes(items) == ["ok", "ok", "ok", "input.json_no_field", "input.json_no_field"]
        assert [item.origin.index for item in items] == [0, 1, 2, 3, 4]


def test_the_search_in_json_is_bounded() -> None:
    def nested(levels: int) -> bytes:
        value: object = {"SAMLResponse": B64}
        for _ in range(levels):
            value = [value]
        return json.dumps({"x": value}).encode()

    assert codes(list(found_in(nested(20), "x.json"))) == ["ok"]
    assert codes(list(found_in(nested(40), "x.json"))) == ["input.json_no_message"]
    assert codes(list(found_in(nested(900), "x.json"))) == ["input.json_no_message"]


def test_a_login_that_was_recorded_twice_counts_once() -> None:
    (item,) = found_in(har(HARS["page of the identity provider"], HARS["Chrome"]), "b.har")
    assert item.origin.index == 0


def test_recordings_without_a_login_say_so() -> None:
    assert codes(list(found_in(har(entry()), "b.har"))) == ["input.har_no_message"]
    assert codes(list(found_in(har(entry(post={"text": f"SAMLResponse={LOGOUT}"})), "b.har"))) == [
        "input.har_no_message"
    ]
    assert codes(list(found_in(b'{"requests": []}', "t.json"))) == ["input.tracer_no_message"]
    assert codes(list(found_in(b'{"log": 5}', "b.har"))) == ["input.json_no_message"]


def test_a_damaged_login_is_named_beside_a_good_one() -> None:
    broken = entry(post={"text": "SAMLResponse=PHNhb*&RelayState=x"})
    assert codes(list(found_in(har(broken, HARS["Chrome"]), "b.har"))) == ["input.base64_length", "ok"]


def traced(**values: object) -> dict[str, object]:
    return {"method": "POST", "url": "https://sp/acs", "requestId": "request-1", "requestHeaders": [], **values}


TRACES = {
    "posted": traced(post=[["SAMLResponse", B64], ["RelayState", "x"]], saml=XML, protocol="SAML-P"),
    "legacy": {"id": "1", "method": "POST", "url": "https://sp/acs", "requestHeaders": [["Host", "sp"]],
               "post": [["SAMLResponse", B64]], "saml": XML},
    "decoded only": traced(post=None, saml=XML),
    "decoded by an old version": traced(saml=XML.encode().decode("latin-1")),
    "form data": traced(post={"SAMLResponse": [B64]}),
    "redirect": {"method": "GET", "url": f"https://sp/acs?SAMLResponse={quote_plus(B64)}",
                 "get": [["SAMLResponse", B64]]},
    "address only": {"method": "GET", "url": f"https://sp/acs?SAMLResponse={quote_plus(B64)}"},
    "masked, with the decoded text": traced(post=[["SAMLResponse", "{hash:ab12}"]], saml=XML),
}  # fmt: skip


@pytest.mark.parametrize("request_", TRACES.values(), ids=TRACES)
def test_a_saml_tracer_export_gives_its_login(request_: object) -> None:
    other = traced(post=[["username", "ada"], ["password", "hunter2"]])
    question = traced(post=[["SAMLRequest", "PHNh"]], saml="<AuthnRequest/>")
    data = json.dumps({"requests": [other, question, request_], "timestamp": "2026-11-20T10:00:00Z"}, indent=2)
    (item,) = found_in(data.encode(), "t.json")
    assert item.error is None
    assert item.data == XML.encode()


@pytest.mark.parametrize("value", ["{hash:0a1b}", "{obf:alternative_0}", "{overwritten}"])
def test_a_masked_export_says_that_it_cannot_be_replayed(value: str) -> None:
    data = json.dumps({"requests": [traced(post=[["SAMLResponse", value]])]})
    assert codes(list(found_in(data.encode(), "t.json"))) == ["input.tracer_hashed"]


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of genuine messages is not beside the checkout")
def test_a_recorded_login_gives_one_response_and_no_password() -> None:
    (item,) = found([str(CORPUS / "simplesamlphp" / "browser-login.har")])
    assert item.error is None
    assert b"Response" in item.data[:40]
    assert b"ada-pw" not in item.data


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of genuine messages is not beside the checkout")
def test_every_genuine_file_gives_one_message() -> None:
    files = sorted(p for p in (CORPUS / "public").glob("*.xml") if not p.name.endswith(".trust.xml"))
    items = list(found([str(file) for file in files]))
    assert len(files) == 73
    assert [item.origin.path for item in items if item.error] == []
    assert len(items) == 73
