"""Runs the whole product on one machine for trying it out: `make demo`, or `python -m config.demo`."""
