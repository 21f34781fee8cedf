"""What comes with the program and belongs to no workspace: catalogues, presets, readers of files."""

from typing import TYPE_CHECKING

from jitadmin.app.clock import Clock

if TYPE_CHECKING:
    from jitadmin.adapters.accounts import AccountReader
    from jitadmin.adapters.catalogue import Catalogue
    from jitadmin.core.entity import Entity
    from jitadmin.core.jit.presets import Preset


class Shipped:
    """The window reaches adapters through a workspace alone; these need nothing of it but its clock."""

    _clock: Clock

    def account_reader(self) -> "AccountReader":
        """What reads lists of accounts from files, and live from SCIM endpoints."""
        # Reading accounts is not needed to show a window.
        from jitadmin.adapters.accounts import AccountReader

        return AccountReader(self._clock)

    def catalogue(self) -> "Catalogue":
        """The applications and identity providers that new connections are proposed from."""
        # Reading YAML is not needed to show a window.
        from jitadmin.adapters.catalogue import Catalogue

        return Catalogue.shipped()

    def presets(self) -> "tuple[Preset, ...]":
        """How known applications and engines treat a login, in the order of their titles."""
        # Reading YAML is not needed to show a window.
        from jitadmin.adapters.presets import shipped

        return tuple(shipped().values())

    def entities(self, metadata: bytes) -> "tuple[Entity, ...]":
        """The parties that SAML metadata describes; raises ``InputError`` where it is none."""
        # The XML library takes longer to load than the window takes to show.
        from jitadmin.adapters.saml import read_metadata

        return read_metadata(metadata)
