"""Measurements: `python -m bench` prints a table of all, `python -m bench NAME` of one.

Machines are noisy: every figure is a median, and what is compared runs interleaved in one process.
"""
