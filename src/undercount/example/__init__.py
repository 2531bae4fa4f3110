"""Hold the built-in example: a wholly fictional city under siege, with a known truth.

The city of Sarvandel, its country, its war, its people and every document were invented for this project; its coordinates lie in the
open South Atlantic. Only data is here:

* ``study.toml``, ``things/`` and ``mappings/`` are a study as a person would keep it, and ``things/outlines.geojson`` its map;
* ``documents/`` are the reports, ``add.toml`` says in which order, by whom and when they were published, and ``claims.claims.csv`` is the
  claim sheet coded by hand over them;
* ``documents/2019-09-30-linked-names.csv`` is a table of capture histories: on how many of four invented lists of names the dead stand,
  drawn from ``truth.csv`` by a chance that ``truth.toml`` states, so that an estimate of what the lists missed can be held against the
  truth;
* ``truth.csv`` is what happened, one row a group of victims (or attacks, facilities) of one incident, and ``truth.toml`` what each
  figure of the study truly is, with the errors that were put into the documents on purpose.
"""
