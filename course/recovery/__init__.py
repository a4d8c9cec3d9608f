"""Backups of the databases and the way back: dumps with a manifest, restore, drill, point in time."""
