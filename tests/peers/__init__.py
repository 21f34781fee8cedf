"""Real software of others, started by the tests in folders and on ports of their own."""
