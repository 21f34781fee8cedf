"""How long the window takes to show, against an empty PySide6 main window in the same run.

Each figure is the time from the start of a process to the first paint of its main window, the median of several fresh
processes taken in turn, so that a slow moment of the machine meets all of them alike. The demo's data (making the
company, signing and previewing the logins of its first connection) is timed in a process without a window, less the
time that Python alone takes; the window may take that much longer.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAINTED = "painted"

_EMPTY = """
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
window = QMainWindow()
window.resize(1280, 800)
window.show()
app.exec()
"""
_JITADMIN = """
import sys
sys.argv = ["jitadmin", *{arguments!r}]
from jitadmin.__main__ import main
main()
"""
_DATA = """
from jitadmin.app import Workspace
workspace = Workspace.demo()
first = workspace.connections()[0]
for preview in workspace.preview_all(first, workspace.samples(first.name)):
    pass
print("painted", flush=True)
"""
# Tells the first paint of a main window and ends the process there, whatever program runs.
_WATCH = """
import os
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QMainWindow

class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and isinstance(watched, QMainWindow):
            print("painted", flush=True)
            os._exit(0)
        return False

_exec = QApplication.exec
def watched_exec(*_):
    watch = Watch()
    QApplication.instance().installEventFilter(watch)
    return _exec()
QApplication.exec = watched_exec
"""
CASES = {
    "Python alone": 'print("painted", flush=True)',
    "empty PySide6 main window": _WATCH + _EMPTY,
    "jitadmin, empty workspace": _WATCH + _JITADMIN.format(arguments=[]),
    "jitadmin demo": _WATCH + _JITADMIN.format(arguments=["demo"]),
    "demo data without a window": _DATA,
}


def seconds(code: str, platform: str) -> float:
    """The time from the start of a process until it says that it is there."""
    environment = {**os.environ, "QT_QPA_PLATFORM": platform, "PYTHONPATH": str(ROOT)}
    start = time.perf_counter()
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, env=environment, text=True) as process:
        for line in process.stdout or ():
            if line.strip() == PAINTED:
                taken = time.perf_counter() - start
                process.kill()
                return taken
    raise SystemExit(f"the process ended with {process.returncode} before it showed anything")


def report(options: argparse.Namespace) -> list[str]:
    """The medians, and what they mean together."""
    platform = "xcb" if os.environ.get("DISPLAY") else "offscreen"
    times: dict[str, list[float]] = {name: [] for name in CASES}
    # The first round fills the disk cache and compiles the modules; it does not count.
    for run in range(options.runs + 1):
        for name, code in CASES.items():
            taken = seconds(code, platform)
            if run:
                times[name].append(taken)
    medians = {name: statistics.median(values) for name, values in times.items()}
    empty = medians["empty PySide6 main window"]
    data = medians["demo data without a window"] - medians["Python alone"]
    demo = medians["jitadmin demo"]
    about = (
        f"From the start of a process to the first paint of its main window (Qt platform {platform}), median of "
        f"{options.runs} fresh processes taken in turn."
    )
    outcome = (
        f"An empty workspace takes {medians['jitadmin, empty workspace'] / empty:.2f} times an empty window; the demo "
        f"takes {demo / (empty + data):.2f} times an empty window and its data together."
    )
    return [
        "## The start of the window",
        "",
        about,
        "",
        "| | ms | from | to |",
        "| --- | ---: | ---: | ---: |",
        *(
            f"| {name} | {medians[name] * 1e3:.0f} | {min(values) * 1e3:.0f} | {max(values) * 1e3:.0f} |"
            for name, values in times.items()
        ),
        "",
        outcome,
    ]
