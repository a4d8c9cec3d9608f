"""The same notebooks for different readers: translated, solved, handed out anew, as slides."""
