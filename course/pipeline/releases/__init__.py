"""Releases of the transformation: built beside the live one, judged by a canary, switched in a moment.

versions: what each version does · slots: where releases stand and what they hold · canary, compare:
whether a candidate may · build: the new one, day by day · switch: which one readers see, and back

How readers see one release whole, and why nothing is renamed: docs/releases.md.
"""
