"""The steps of one study folder: new, add, read, build, figure, verify, export."""
