"""Read prose: from a document's text to proposed claims, each with the words that say it.

A reader proposes, :mod:`undercount.read.prose.verifier` checks, a person decides. All positions are Unicode code points into the text as it
was taken from the item; the text itself is never changed.
"""
