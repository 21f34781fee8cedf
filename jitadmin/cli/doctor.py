"""The verb ``doctor``: what this machine has, what it lacks, and what to type."""

import argparse

from jitadmin.adapters.surroundings import Probe, probes
from jitadmin.cli.output import OK, SURROUNDINGS, Writer, opened
from jitadmin.cli.text import Style
from jitadmin.core.messages import sentence


def doctor(options: argparse.Namespace) -> int:
    """Print one line for each thing looked at; 4 where something is missing that all of jitadmin needs."""
    failed = False
    with opened(options.output) as stream:
        style = Style.of(stream)
        writer = Writer(stream, options.format)
        for probe in probes(options.workspace):
            failed = failed or probe.result == "fail"
            if options.quiet and probe.result == "pass":
                continue
            words = _words(probe)
            report = {"code": probe.code, "result": probe.result, "message": words}
            writer.write(f"{style.mark(probe.result)} {words}" if writer.for_people else report, apart=False)
        writer.end()
    return SURROUNDINGS if failed else OK


def _words(probe: Probe) -> str:
    code = f"{probe.code}:{probe.result}" if probe.code.startswith("doctor.") else probe.code
    return sentence(code, probe.args)
