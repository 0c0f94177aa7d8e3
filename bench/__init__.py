"""Benchmarks: each compares us with named peers in one run, as ratios. No absolute seconds are promised anywhere."""
