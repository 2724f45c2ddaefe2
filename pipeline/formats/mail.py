"""A letter (`.eml`) with references in it or attached: its parts as files, each decoded as the letter says."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from email.message import EmailMessage

_HEAD = re.compile(
    rb"\A(?:[A-Za-z][A-Za-z-]{1,40}:[^\r\n]{0,2000}\r?\n(?:[ \t][^\r\n]{0,2000}\r?\n){0,50}){2,100}\r?\n"
)
_ENCODED = re.compile(rb"(?im)^content-(?:transfer-encoding:\s*(?:base64|quoted-printable)|type:\s*multipart/)")
_MOST = 200  # parts


def is_encoded(data: bytes) -> bool:
    """Whether bytes are a letter whose text cannot be read as it stands."""
    head = _HEAD.match(data[:200_000])
    return head is not None and _ENCODED.search(head.group()) is not None and data.count(b"\n--") < 10 * _MOST


def members(data: bytes) -> Iterator[tuple[str, bytes]]:
    """(name, bytes) of the parts of a letter that hold something; text in UTF-8."""
    letter = email.message_from_bytes(data, policy=email.policy.default)
    for number, part in enumerate(letter.walk()):
        if number >= _MOST:
            return
        if part.is_multipart() or not isinstance(part, EmailMessage):
            continue
        content = part.get_payload(decode=True)
        if isinstance(content, bytes) and content.strip():
            yield (part.get_filename() or "")[-200:], content
