"""What a person has asked for in the dialog, to be done in the background."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from jitadmin.app import Workspace
from jitadmin.core.connection import Connection
from jitadmin.core.exporting import Exported

Write = Callable[[Path], tuple[Path, ...]]


@dataclass(frozen=True)
class Wish:
    """One export with its options; called with whether private keys are to be in it."""

    workspace: Workspace
    connection: Connection
    format: str
    folder: str
    sign: bool = False

    def __call__(self, with_secrets: bool) -> Exported:
        return self.workspace.exports.export(
            self.connection.name,
            self.format,
            with_secrets=with_secrets,
            sign=self.sign,
            folder=self.folder,
            connection=self.connection,
        )
