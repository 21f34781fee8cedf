"""Settings of the real applications of this folder's tests, translated into the knobs of a connection."""
