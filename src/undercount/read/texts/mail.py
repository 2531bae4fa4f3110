"""Saved e-mail (EML), mailboxes (MBOX) and pages saved as one file (MHTML): what is said, and which attachments were not read.

References:
    RFC 5322 (messages), RFC 2045 to 2049 (MIME), RFC 4155 (mbox), RFC 2557 (MHTML).
"""

from __future__ import annotations

import re
from dataclasses import replace
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

from undercount.errors import ReadError
from undercount.read.texts.item_text import ItemText, Span, TextPart, moved, noted
from undercount.read.texts.language import language_of
from undercount.read.texts.packed import short
from undercount.read.texts.page_source import Source, html_source, known_encoding, not_utf8
from undercount.read.texts.quoted_mail import own_lines, quotes_note
from undercount.read.texts.webpage import text_of_source

METHOD = "mail-text/2"
BOX_METHOD = "mailbox-text/2"
PAGE_METHOD = "mhtml-text/2"
EARLIER = ("mail-text/1", "mailbox-text/1", "mhtml-text/1")
"""The methods that took HTML as ``html-text/1`` did."""
_SHOWN = ("Subject", "From", "Date")
_BETWEEN = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))From [^\n]*\n")


def mail_text(data: bytes, name: str, *, method: str = METHOD) -> ItemText:
    """Return a message's subject, sender, date and words: its plain text where it has one, else its HTML.

    What it quotes of an earlier message stands in the text and is not in ``main``. Attachments and forwarded messages are not read; a note
    names them.

    Args:
        data: The message's bytes.
        name: Its name, for messages.
        method: The method by which it was taken, if that was the earlier one.

    Raises:
        ReadError: If it has no headers of a message, or no words.
    """
    return _message(message_in(data, name), name, method if method in EARLIER else METHOD)


def mailbox_text(data: bytes, name: str, *, method: str = BOX_METHOD) -> ItemText:
    """Return the messages of a mailbox one after the other, each a part of its own, named by its subject.

    Raises:
        ReadError: If it holds no message.
    """
    messages = messages_in(data, name)
    texts: list[str] = []
    parts: list[TextPart] = []
    main: list[Span] = []
    notes: list[str] = []
    at = 0
    earlier = method in EARLIER
    for number, message in enumerate(messages, start=1):
        try:
            found = _message(message, name, EARLIER[0] if earlier else METHOD)
        except ReadError:
            notes.append(f"message {number} ({_subject(message)}) has no text and was not read")
            continue
        parts.append(TextPart(at, at + len(found.text), _subject(message), found.language))
        main += moved(found.main, at)
        notes += [f"message {number}: {note}" for note in found.notes]
        texts.append(found.text)
        at += len(found.text) + 1
    whole = "\n".join(texts)
    return ItemText(
        whole,
        method if earlier else BOX_METHOD,
        language_of(whole)[0],
        main=tuple(main),
        parts=tuple(parts),
        notes=tuple(notes),
    )


def saved_page_text(data: bytes, name: str, *, method: str = PAGE_METHOD) -> ItemText:
    """Return the text of a page that a browser saved as one MHTML file.

    Raises:
        ReadError: If it holds no page.
    """
    earlier = method in EARLIER
    found = text_of_source(saved_page(data, name, earlier=earlier), name, earlier=earlier)
    return replace(found, method=method if earlier else PAGE_METHOD)


def saved_page(data: bytes, name: str, *, earlier: bool = False) -> Source:
    """Return the page in an MHTML file, as :func:`~undercount.read.texts.page_source.html_source` gives it.

    Raises:
        ReadError: If it holds none.
    """
    part = next(
        (
            one
            for one in message_in(data, name).walk()
            if one.get_content_type() in ("text/html", "application/xhtml+xml")
        ),
        None,
    )
    if part is None:
        raise ReadError(f"an MHTML file must hold a page; {name} holds none: save the page again")
    return html_source(_bytes(part), name, part.get_content_charset() or "", earlier=earlier)


def message_in(data: bytes, name: str) -> EmailMessage:
    """Return a file's message.

    Raises:
        ReadError: If it has no headers of one.
    """
    message = BytesParser(EmailMessage, policy=policy.default.clone(refold_source="none")).parsebytes(data)
    if not any(header in message for header in ("From", "Date", "Subject", "MIME-Version", "Received")):
        raise ReadError(
            f"a saved message must begin with its headers (From, Date, Subject); {name} does not: save it again from the mail program"
        )
    return message


def messages_in(data: bytes, name: str) -> list[EmailMessage]:
    """Return a mailbox's messages in its order.

    Raises:
        ReadError: If it holds none.
    """
    starts = [found.end() for found in _BETWEEN.finditer(data)]
    ends = [*(found.start() for found in _BETWEEN.finditer(data)), len(data)][1:]
    if not starts or data[: len("From ")] != b"From ":
        raise ReadError(
            f"a mailbox must begin with a line “From …” before its first message; {name} does not: save it again from the mail program"
        )
    return [message_in(data[start:end], name) for start, end in zip(starts, ends, strict=True)]


def header(message: EmailMessage, field: str) -> str:
    """Return a header as text on one line, or nothing where it is not there or cannot be told."""
    try:
        return " ".join(str(message.get(field, "")).split())
    except (ValueError, IndexError, AttributeError, TypeError):  # headers that the standard library's parser trips over
        return ""


def _subject(message: EmailMessage) -> str:
    return header(message, "Subject") or "no subject"


def _message(message: EmailMessage, name: str, method: str) -> ItemText:
    lines = [(field, value) for field in _SHOWN if (value := header(message, field))]
    head = "".join(f"{field}: {value}\n" for field, value in lines) + "\n"
    body, others = _body(message, name, earlier=method in EARLIER)
    if not body.text.strip():
        raise ReadError(
            f"an item must have text to be quoted; the message {name} has none but its headers: add its attachments as items of their own"
        )
    main: list[Span] = []
    if lines and lines[0][0] == "Subject":
        main.append((len("Subject: "), len("Subject: ") + len(lines[0][1])))
    main += moved(body.main, len(head))
    language = language_of(body.text, body.language)[0]
    found = ItemText(head + body.text, method, language, main=tuple(main), notes=body.notes)
    listed = ", ".join(others)
    return noted(
        found, f"attachments were not read: {listed}; add those that matter as items of their own" if others else ""
    )


def _body(message: EmailMessage, name: str, *, earlier: bool) -> tuple[ItemText, list[str]]:
    """Return a message's words, which of them are its own, and what else it holds."""
    try:
        chosen = message.get_body(preferencelist=("plain", "html"))
        leaves = [part for part in message.walk() if not part.is_multipart()]
    except (RecursionError, KeyError, AttributeError) as error:
        raise ReadError(
            f"a message must be whole; {name} is not ({short(error)}): save it again from the mail program"
        ) from None
    shown = chosen if isinstance(chosen, EmailMessage) else None
    others = [
        _described(part)
        for part in leaves
        if part is not shown and (part.is_attachment() or part.get_filename() or _is_other(part))
    ]
    others += ["a forwarded message" for part in message.walk() if part.get_content_type() == "message/rfc822"]
    if shown is None:
        return ItemText("", METHOD), others
    if shown.get_content_type() == "text/html":
        source = html_source(_bytes(shown), name, shown.get_content_charset() or "", earlier=earlier)
        return text_of_source(source, name, is_mail=True, earlier=earlier), others
    plain = _plain(_bytes(shown), shown.get_content_charset() or "", earlier=earlier)
    text = plain.text.replace("\r\n", "\n")
    own = own_lines(text)
    return noted(ItemText(text, METHOD, main=own or ((0, 0),)), plain.note, quotes_note(own, text)), others


def _is_other(part: EmailMessage) -> bool:
    return part.get_content_maintype() not in ("text", "multipart", "message")


def _described(part: EmailMessage) -> str:
    return f"{part.get_filename() or 'no name'} ({part.get_content_type()}, {len(_bytes(part)):,} bytes)"


def _bytes(part: EmailMessage) -> bytes:
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""


def _plain(data: bytes, declared: str, *, earlier: bool) -> Source:
    """Return a plain body in the encoding that it declares, else UTF-8, else an older one that it wholly is."""
    said = known_encoding(declared)
    for encoding in filter(None, (said, "utf-8")):
        try:
            return Source(data.decode(encoding))
        except ValueError:
            continue
    return Source(data.decode(said or "utf-8", errors="replace")) if earlier else not_utf8(data, said)
