"""Arabic prose: rules over normalised text, with a map back to the positions of the original."""
