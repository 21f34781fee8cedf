"""Keeps the navigation true: the places with their counts, the connections, and what the workspace is called."""

from PySide6.QtCore import QObject

from jitadmin.gui.desk import CONNECTION, CONNECTIONS, TOUR, Desk
from jitadmin.gui.navigation import Navigation, Sign
from jitadmin.gui.places import PLACES, counts
from jitadmin.gui.tasks import Task
from jitadmin.gui.words import app_name, number

# More connections than these are found on their page, and only the open ones stand in the navigation.
LISTED = 12


class Signs(QObject):
    """Counts may need the database, so they are taken in the background and stand there a moment later."""

    def __init__(self, desk: Desk, navigation: Navigation) -> None:
        super().__init__(navigation)
        self._desk = desk
        self._navigation = navigation
        self._counts: dict[str, int] = {}
        self._demo = False
        self._task: Task | None = None

    def show(self, *, demo: bool) -> None:
        """Show the places of the workspace as it is now; the demo has its tour at the foot."""
        self._demo = demo
        self._put()
        if self._task is not None:
            self._task.cancel()
        workspace = self._desk.workspace
        self._task = self._desk.runner.start(lambda _: counts(workspace), done=self._counted, failed=self._desk.fault)

    def _counted(self, found: dict[str, int]) -> None:
        self._task = None
        self._counts = found
        self._put()

    def _put(self) -> None:
        connections = self._desk.workspace.connections()
        self._counts[CONNECTIONS] = len(connections)
        listed = connections if len(connections) <= LISTED else ()
        signs: list[Sign] = []
        for place in PLACES:
            count = self._counts.get(place.key, 0)
            signs.append(Sign(place.key, place.plain, place.icon, number(count) if count else "", keys=place.keys))
            if place.key == CONNECTIONS:
                signs += [Sign(f"{CONNECTION}:{one.name}", app_name(one), "", depth=2) for one in listed]
        below = [Sign(TOUR, "Guided simulation", "simulation")] if self._demo and connections else []
        self._navigation.show_places(signs, below)
        self._navigation.workspace.say(self._desk.workspace.title or "Nothing opened yet")
