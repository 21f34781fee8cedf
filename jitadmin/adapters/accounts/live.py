"""Accounts live from a SCIM 2.0 endpoint (RFC 7644), read page by page.

The bearer token lives in ``Endpoint`` for as long as the request and is in no exception, no log and no address. It is
sent over https alone, except to this machine or to a host that the person allowed, and to no other origin: a redirect
is followed only where scheme, host and port stay the same.
"""

import ipaddress
import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlsplit

import httpx2
import msgspec
from scim2_client import SCIMClientException
from scim2_client.client import describe_resource_models
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_client.errors import RequestNetworkException, UnexpectedStatusCodeException
from scim2_models import Group, ScimProvider, User

from jitadmin.adapters.accounts.scim import in_groups, memberships, user_entry
from jitadmin.core.account import Account
from jitadmin.core.errors import DocumentError, InputError, LimitError
from jitadmin.core.existing import Endpoint
from jitadmin.core.problem import Problem
from jitadmin.core.progress import Progress

PAGE: Final = 200
MAX_PAGE_BYTES: Final = 64 << 20
MAX_ACCOUNTS: Final = 1_000_000
REDIRECTS: Final = 3
TIMEOUT: Final = httpx2.Timeout(15.0, connect=10.0)
_ABSENT: Final = (400, 403, 404, 405, 501)
_TOKEN_LENGTH: Final = 16 << 10


def fetch(endpoint: Endpoint, progress: Progress) -> tuple[Account, ...]:
    """All Users of the endpoint, with the groups that its Groups list them in.

    Raises ``InputError`` where the endpoint cannot be read, ``DocumentError`` with every user that is no account, and
    what ``progress`` raises when the person stops it. Nothing is returned half.
    """
    base = _checked(endpoint)
    headers = {"Accept": "application/scim+json, application/json", "Accept-Encoding": "identity"}
    if endpoint.token:
        headers["Authorization"] = f"Bearer {endpoint.token}"
    client = httpx2.Client(base_url=base, headers=headers, timeout=TIMEOUT, follow_redirects=False)
    with client:
        models, types = describe_resource_models((User, Group))
        reader = _Client(client, progress, provider=ScimProvider(models=models, resource_types=types))
        users = list(reader.all(User, "accounts"))
        groups = list(reader.groups())
    return _accounts(users, groups, endpoint.url)


def _checked(endpoint: Endpoint) -> str:
    """The base address with a slash at its end; raises ``InputError`` for one that the token must not be sent to."""
    try:
        parts = urlsplit(endpoint.url.strip())
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise InputError("scim.address", url=endpoint.url) from None
    if parts.scheme not in ("https", "http") or not host or parts.query or parts.fragment:
        raise InputError("scim.address", url=endpoint.url)
    if parts.username or parts.password:
        raise InputError("scim.address_secret")
    if parts.scheme == "http" and not endpoint.plain and not _is_loopback(host):
        raise InputError("scim.plain", host=host)
    if len(endpoint.token) > _TOKEN_LENGTH or not (endpoint.token.isascii() and endpoint.token.isprintable()):
        raise InputError("scim.token")
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}/"


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class _Client(SyncSCIMClient):
    """The client of scim2-client with our bounds: redirects, sizes, cancelling between two pieces of an answer."""

    def __init__(self, client: httpx2.Client, progress: Progress, *, provider: ScimProvider) -> None:
        # What real services answer departs from the schemas in many small ways: each user is read by our own reader.
        super().__init__(client, provider=provider, check_response_payload=False)
        self._progress = progress
        self._done = 0
        self._total = 0

    def request(self, method: str, url: str, **kwargs: Any) -> httpx2.Response:
        """Send a request and follow redirects that stay at the same origin."""
        answer = self._once(method, url, **kwargs)
        for _ in range(REDIRECTS):
            if not answer.has_redirect_location:
                return answer
            target = answer.request.url.join(answer.headers["location"])
            if _origin(target) != _origin(self.client.base_url):
                raise InputError("scim.redirect", url=str(target))
            answer = self._once(method, str(target))
        if answer.has_redirect_location:
            raise InputError("scim.redirects", count=REDIRECTS)
        return answer

    def _once(self, method: str, url: str, **kwargs: Any) -> httpx2.Response:
        self._progress.step(self._done, self._total, "")
        try:
            with self.client.stream(method, url, **kwargs) as answer:
                data = bytearray()
                for piece in answer.iter_bytes():
                    self._progress.step(self._done, self._total, "")
                    data += piece
                    if len(data) > MAX_PAGE_BYTES:
                        raise LimitError("scim.too_large", limit=f"{MAX_PAGE_BYTES >> 20} MB")
                names = ("content-type", "location")
                kept = {name: answer.headers[name] for name in names if name in answer.headers}
                return httpx2.Response(answer.status_code, headers=kept, content=bytes(data), request=answer.request)
        except (httpx2.RequestError, httpx2.InvalidURL) as error:
            raise InputError("scim.network", host=self.client.base_url.host, reason=_reason(error)) from None

    def all(self, model: type[User[Any]] | type[Group], what: str) -> Iterator[dict[str, Any]]:
        """Every resource of a kind; by index, or by cursor (RFC 9865) where the service gives one."""
        seen: set[str] = set()
        got = 0
        where: dict[str, Any] | None = {"startIndex": 1}
        while where is not None:
            page = self._page(model, {**where, "count": PAGE})
            resources = _resources(page)
            for resource in resources:
                identity = resource.get("id") if isinstance(resource, dict) else None
                if isinstance(identity, str):
                    if identity in seen:
                        raise InputError("scim.same_page", what=what)
                    seen.add(identity)
                yield resource
            got += len(resources)
            total = page.get("totalResults")
            self._done, self._total = got, total if isinstance(total, int) else 0
            self._progress.step(self._done, self._total, what)
            if got > MAX_ACCOUNTS:
                raise LimitError("scim.too_many", limit=MAX_ACCOUNTS)
            where = _following(page, where, len(resources))
        if got < self._total:
            raise InputError("scim.short", what=what, total=self._total, count=got)

    def groups(self) -> Iterator[dict[str, Any]]:
        """Every Group; none where the service has no such list."""
        self._done = self._total = 0
        try:
            yield from self.all(Group, "groups")
        except InputError as error:
            if error.args_by_name.get("status") not in _ABSENT:
                raise

    def _page(self, model: type[User[Any]] | type[Group], parameters: dict[str, Any]) -> dict[str, Any]:
        try:
            page = self.query(
                model, query_parameters=parameters, check_request_payload=False, expected_status_codes=[200]
            )
        except UnexpectedStatusCodeException as error:
            raise _status(error, self.client.base_url.host) from None
        except RequestNetworkException as error:
            raise InputError("scim.network", host=self.client.base_url.host, reason=_reason(error)) from None
        except SCIMClientException:
            raise InputError("scim.no_list") from None
        if not isinstance(page, dict):
            raise InputError("scim.no_list")
        return page


def _resources(page: dict[str, Any]) -> list[Any]:
    resources = page.get("Resources", page.get("resources"))
    if resources is None and "totalResults" in page:
        return []
    if not isinstance(resources, list):
        raise InputError("scim.no_list")
    return resources


def _following(page: dict[str, Any], where: dict[str, Any], count: int) -> dict[str, Any] | None:
    """Where the next page begins, None behind the last one."""
    cursor, total = page.get("nextCursor"), page.get("totalResults")
    if isinstance(cursor, str) and cursor:
        return {"cursor": cursor}
    if "startIndex" not in where or not count or not isinstance(total, int):
        return None
    begin = where["startIndex"] + count
    return {"startIndex": begin} if begin <= total else None


def _status(error: UnexpectedStatusCodeException, host: str) -> InputError:
    answer = error.source
    status = answer.status_code if isinstance(answer, httpx2.Response) else 0
    if status in (401, 403):
        return InputError("scim.refused", host=host, status=status)
    return InputError("scim.status", host=host, status=status, detail=_detail(answer))


def _detail(answer: object) -> str:
    """What the service says of the error (RFC 7644 3.12)."""
    try:
        body = msgspec.json.decode(answer.content) if isinstance(answer, httpx2.Response) else None
    except (msgspec.DecodeError, RecursionError):
        body = None
    detail = body.get("detail") if isinstance(body, dict) else None
    return detail if isinstance(detail, str) else ""


def _reason(error: Exception) -> str:
    """What the network said; the chain below it is left out because it may carry the request."""
    return re.sub(r"^\[Errno -?\d+\] ", "", str(error)) or type(error).__name__


def _origin(url: httpx2.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port or {"https": 443, "http": 80}.get(url.scheme)


def _accounts(users: list[Any], groups: list[Any], url: str) -> tuple[Account, ...]:
    problems: list[Problem] = []
    found: dict[str, Account] = {}
    members = memberships(groups)
    for number, user in enumerate(users, 1):
        entry = in_groups(user_entry(user), members)
        if isinstance(entry, Account) and entry.id in found:
            entry = Problem(code="accounts.duplicate", args={"id": entry.id})
        if isinstance(entry, Problem):
            problems.append(msgspec.structs.replace(entry, path=_place(user, number)))
            continue
        found[entry.id] = entry
    if problems:
        code = "document.problem" if len(problems) == 1 else "document.problems"
        raise DocumentError(code, problems, name=url, count=len(problems))
    return tuple(found.values())


def _place(user: object, number: int) -> str:
    given = user.get("userName") or user.get("id") if isinstance(user, dict) else None
    return f"user {number} ({given})" if isinstance(given, str) else f"user {number}"
