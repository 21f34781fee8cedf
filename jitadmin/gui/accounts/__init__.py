"""The accounts that an application has already: how old they are, and the dialog that imports newer ones."""
