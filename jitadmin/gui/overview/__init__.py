"""The overview: how every connection stands, and what to do next."""
