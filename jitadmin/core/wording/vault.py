"""Sentences for the keyring of the operating system."""

SENTENCES: dict[str, str] = {
    "vault.absent": (
        "This session has no keyring, so no private key can be kept. On Linux, install and start one that speaks the "
        "Secret Service (gnome-keyring, KeePassXC or KWallet); on Windows and macOS it belongs to the system."
    ),
    "vault.refused": (
        "The keyring in use ({backend}) is not one that jitadmin trusts with private keys. It uses the Secret Service, "
        "KWallet, the macOS Keychain and the Windows Credential Manager. Remove the other package, or name one of "
        "these in keyring's own configuration."
    ),
    "vault.locked": "The keyring ({backend}) is locked. Unlock it and try again.",
    "vault.denied": "The keyring ({backend}) did not let jitadmin in. Allow the access and try again.",
    "vault.failed": "The keyring ({backend}) failed: {reason}.",
    "vault.missing": "The keyring ({backend}) holds no secret named {name}.",
    "vault.damaged": (
        "The secret named {name} in the keyring ({backend}) is incomplete: {found} of {expected} parts are there. "
        "Import the key again."
    ),
    "vault.unfit": "The keyring ({backend}) did not return what was written to it; the secret was removed again.",
}
