"""Places in prose, by the study's register and a gazetteer of the world, and which of them a claim is about."""
