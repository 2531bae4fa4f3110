"""Items to claims: tables by mapping, claim sheets, registers, and the text of documents."""
