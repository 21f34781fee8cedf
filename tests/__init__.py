"""The tests of jitadmin; the folders mirror the package."""
