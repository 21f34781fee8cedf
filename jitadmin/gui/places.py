"""The table of the places that the window has: one line for each, and its page is made when it is first wanted."""

from collections.abc import Callable
from dataclasses import dataclass

from jitadmin.app import Workspace
from jitadmin.gui.desk import CONNECTIONS, HISTORY, IDENTITY_PROVIDERS, KEYS, OVERVIEW, SERVICE_PROVIDERS, Desk, Page


@dataclass(frozen=True, kw_only=True)
class Place:
    """One place: its key, its words with their mnemonic, its icon, its page, its shortcut and what it counts.

    ``count`` may look into the workspace's database and is asked in the background.
    """

    key: str
    words: str
    icon: str
    make: Callable[[Desk], Page]
    keys: str = ""
    count: Callable[[Workspace], int] | None = None

    @property
    def plain(self) -> str:
        """The words without their mnemonic."""
        return self.words.replace("&", "")


# The pages are imported when somebody goes there, so that the window shows at once.


def _overview(desk: Desk) -> Page:
    # Loaded when it is first shown.
    from jitadmin.gui.overview.page import OverviewPage

    return OverviewPage(desk)


def _connections(desk: Desk) -> Page:
    # Loaded when it is first shown.
    from jitadmin.gui.connections import ConnectionsPage

    return ConnectionsPage(desk)


def _keys(desk: Desk) -> Page:
    # Cryptography and the keyring are loaded with this page.
    from jitadmin.gui.keys.page import KeysPage

    return KeysPage(desk)


def _identity_providers(desk: Desk) -> Page:
    # Loaded when it is first shown.
    from jitadmin.gui.providers.page import ProvidersPage

    return ProvidersPage(desk, "identityProvider")


def _service_providers(desk: Desk) -> Page:
    # Loaded when it is first shown.
    from jitadmin.gui.providers.page import ProvidersPage

    return ProvidersPage(desk, "serviceProvider")


def _history(desk: Desk) -> Page:
    # Loaded when it is first shown.
    from jitadmin.gui.history.page import HistoryPage

    return HistoryPage(desk)


def _count_identity_providers(workspace: Workspace) -> int:
    return len(workspace.shelf.heads("identityProvider"))


def _count_service_providers(workspace: Workspace) -> int:
    return len(workspace.shelf.heads("serviceProvider"))


def _count_keys(workspace: Workspace) -> int:
    return len(workspace.shelf.heads("key"))


PLACES: tuple[Place, ...] = (
    Place(key=OVERVIEW, words="&Overview", icon="overview", make=_overview, keys="Ctrl+1"),
    Place(
        key=CONNECTIONS,
        words="&Connections",
        icon="connections",
        make=_connections,
        keys="Ctrl+2",
        count=lambda workspace: len(workspace.connections()),
    ),
    Place(
        key=IDENTITY_PROVIDERS,
        words="&Identity providers",
        icon="identity-provider",
        make=_identity_providers,
        keys="Ctrl+3",
        count=_count_identity_providers,
    ),
    Place(
        key=SERVICE_PROVIDERS,
        words="&Service providers",
        icon="service-provider",
        make=_service_providers,
        keys="Ctrl+4",
        count=_count_service_providers,
    ),
    Place(key=KEYS, words="&Keys", icon="key", make=_keys, keys="Ctrl+5", count=_count_keys),
    Place(key=HISTORY, words="&History", icon="history", make=_history, keys="Ctrl+6"),
)


def place(key: str) -> Place | None:
    """The place of that key."""
    return next((one for one in PLACES if one.key == key), None)


def counts(workspace: Workspace) -> dict[str, int]:
    """How much there is in each place that counts; for the background."""
    return {one.key: one.count(workspace) for one in PLACES if one.count is not None}
