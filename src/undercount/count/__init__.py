"""Answers: each module takes plain values, answers one question, and returns a frozen result.

Nothing is imported here, so that ``import undercount.count`` costs nothing: take :mod:`undercount.count.bounds` for the documented
minimum and maximum, :mod:`undercount.count.certificate` to check a proof, :mod:`undercount.count.methods` for the reported range and the
best sum.
"""
