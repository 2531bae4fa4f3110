"""English prose: words of harm, whom they befell, how many, and how it is meant."""
