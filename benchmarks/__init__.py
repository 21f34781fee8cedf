"""What jitadmin costs, measured: ``python -m benchmarks`` runs everything and writes docs/performance.md."""
