"""Pure decisions: no Qt, SQL, XML library, network, file, clock or randomness."""
