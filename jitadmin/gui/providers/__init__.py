"""The places of identity providers and service providers."""
