"""The kinds of exercises whose checks are ready-made."""
