"""Killings in Kosovo, 20 March to 22 June 1999, on four lists: the table that the field compares its estimators on.

Ball, Betts, Scheuren, Dudukovich and Asher (2002), Killings and refugee flow in Kosovo, March-June 1999: exhumations (EXH), interviews
of the American Bar Association (ABA), of the OSCE, and of Human Rights Watch (HRW).
"""

from __future__ import annotations

import numpy as np

from undercount.count import CaptureHistories

LISTS = ("EXH", "ABA", "OSCE", "HRW")
COUNTS = (1131, 845, 177, 936, 228, 217, 181, 306, 106, 31, 18, 123, 42, 32, 27)
"""Persons with each history, by its number less one: bit j is set where list j names the person."""
HISTORIES = CaptureHistories(LISTS, np.arange(1, 16), np.array([COUNTS], dtype=np.int64))
