"""The verb ``doctor``: what this machine has, what it lacks, and what to type."""

import argparse
import sys

from jitadmin.adapters.surroundings import Probe, probes
from jitadmin.cli.output import OK, SURROUNDINGS, Writer, opened
from jitadmin.cli.text import Style
from jitadmin.core.messages import sentence


def doctor(options: argparse.Namespace) -> int:
    """Print one line for each thing looked at; 4 where something is missing that all of jitadmin needs."""
    failed = False
    with opened(None) as stream:
        style = Style.of(stream)
        writer = Writer(stream, options.format)
        for probe in probes(getattr(options, "workspace", None)):
            failed = failed or probe.result == "fail"
            words = _words(probe)
            report = {"code": probe.code, "result": probe.result, "message": words}
            writer.write(f"{style.mark(probe.result)} {words}" if writer.for_people else report, apart=False)
        writer.end()
    sys.stdout.flush()
    return SURROUNDINGS if failed else OK


def _words(probe: Probe) -> str:
    code = f"{probe.code}:{probe.result}" if probe.code.startswith("doctor.") else probe.code
    return sentence(code, probe.args)
