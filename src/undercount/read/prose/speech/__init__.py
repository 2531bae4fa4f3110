"""Who says it: attributions, quotations and the chains that they form."""
