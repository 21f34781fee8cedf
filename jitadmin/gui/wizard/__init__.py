"""The dialog that makes a new connection from the two catalogues, or from metadata."""
