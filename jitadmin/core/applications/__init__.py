"""Settings of real applications, translated into the knobs of a connection: paste them instead of modelling them."""
