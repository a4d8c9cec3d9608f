"""The measures, one file each; the figure in a file's name is its place in the class plan's list."""
