"""The labs: the class plan's exercises."""
