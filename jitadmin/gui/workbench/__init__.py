"""The workbench of one connection: samples, maps, outcome, and the effect on everybody."""
