"""Live widgets for the notebooks; each is used in one line."""
