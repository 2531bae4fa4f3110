"""Tests of the ledger and the vault."""
