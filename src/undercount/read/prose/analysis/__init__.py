"""Words and sentences of English, by a parser whose weights are checked, or by patterns."""
