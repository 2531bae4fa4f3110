"""How well prose is read: texts with known answers, one number for a text, and scores."""
