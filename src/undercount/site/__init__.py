"""Write a study's static bilingual site from its built files.

The site opens from a USB stick: no server, no request to anywhere, no script except on the incidents page. Every number on it is a
link that unfolds, down to the words that somebody said.
"""

from __future__ import annotations

from undercount.site.built import SiteError
from undercount.site.write import SiteReport, write

__all__ = ["SiteError", "SiteReport", "write"]
