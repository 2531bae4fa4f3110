"""The one tree of errors that a user can cause or meet.

A caller tells their own bug (``TypeError``, ``ValueError``) from bad data by this tree: everything below
:class:`UndercountError` is about the data, the study or the machine, and its text is one sentence that a person
can act on: the rule, the value, where, and what to do next.
"""

from __future__ import annotations


class UndercountError(Exception):
    """The root: a fact about the data, the study or the machine that stops the work."""


class RecordError(UndercountError):
    """A value breaks a rule of the record: a quantity, a date, a code or a scope."""


class RegisterError(RecordError):
    """A register (places, actors, facilities, agreements, sources) is inconsistent or lacks an entry."""


class LedgerError(UndercountError):
    """The ledger or the vault cannot be opened, written or proven."""


class LockedError(LedgerError):
    """Another process is writing to the same study."""


class TamperedError(LedgerError):
    """Bytes are not what the ledger says that they are."""


class VersionError(LedgerError):
    """The study or the ledger was written by a newer program."""


class ReadError(UndercountError):
    """An item cannot be read with its mapping at all."""


class MappingError(ReadError):
    """A mapping file is not valid, or names a column that the table lacks."""


class ParserError(ReadError):
    """What parses sentences is not as it must be: it is missing, broken, or not the one whose weights are known."""


class CountError(UndercountError):
    """A question cannot be answered as it is put."""


class HistoriesError(CountError):
    """A table of capture histories breaks a rule: its lists, its patterns or its counts."""


class LinkError(UndercountError):
    """Records or reports cannot be linked as asked: a rule, a judgement or a file that contradicts another."""


class CertificateError(CountError):
    """A certificate does not prove its bound."""


class StudyError(UndercountError):
    """The study's folder or settings are not as they must be."""


class ExportError(UndercountError):
    """A table cannot be written in the format that was asked for."""
