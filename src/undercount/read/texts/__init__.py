"""The text of items by kind: one module takes the characters of one kind of file, and says what it left out."""
