"""Estimators of what the lists missed: each module answers one question about capture histories, and returns a frozen result.

Nothing is imported here; :mod:`undercount.count` gives every public name when it is asked for.
"""
