"""Readers given inputs of every kind, guided by the code that they reach: `python -m bench.fuzz`."""
