"""`make bench`: what docs/benchmarks.md states, measured on this machine.

Every figure is a ratio of the site and something that does the same work with nothing around it, taken in turns
(site, other, site, other, ...) in one run: whatever else slows the machine slows both.
"""
