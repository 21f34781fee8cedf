"""Just-in-time provisioning: read, match, grant, decide, compare."""
