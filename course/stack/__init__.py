"""Brings the services up and down and looks after them; every part loops over the declarations."""
