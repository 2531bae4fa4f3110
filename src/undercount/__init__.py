"""Turn contradictory reports of harm into figures that can be opened.

Importing this package does nothing else: the layers are imported where they are used.
"""

__version__ = "0.1.0"
