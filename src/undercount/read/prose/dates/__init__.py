"""Dates in prose, resolved by looking back from the day of publication, and which of them a claim is about."""
