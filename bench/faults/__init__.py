"""Builds that are killed, starved and disturbed at moments drawn at random: `python -m bench.faults`."""
