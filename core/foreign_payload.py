"""Recognises what is no text to read although it came as one: other formats' bytes, scripts, encoded blobs (plan §9.2).

Prose about such things is text: a comparison `a < b`, a generic `List<Object>`, a line of DNA, a long address or the
word JavaScript are no payload. No pattern reads a stretch twice, so that time stays linear whatever comes.
"""

from __future__ import annotations

import math
import re
from collections import Counter


def find_raw_payload(text: str) -> str | None:
    """What can only be seen before control characters are cleaned away; the reason, or None."""
    if any(sign in text for sign in _ARCHIVE_SIGNS):
        return "archive_payload"
    return "binary_payload" if text[:64].lstrip("\ufeff \t\r\n").startswith(_BINARY_OPENINGS) else None


def find_foreign_payload(text: str) -> str | None:
    """The reason why cleaned `text` carries something that is not for reading, or None."""
    return find_raw_payload(text) or next((reason for reason, is_in in _SIGHTS if is_in(text)), None)


_ARCHIVE_SIGNS = ("PK\x03\x04", "PK\x05\x06", "PK\x07\x08")
_BINARY_OPENINGS = (
    *("{\\rtf", "%!PS-Adobe", "GIF87a", "GIF89a", "\x89PNG", "ÿØÿ", "\x7fELF", "Rar!\x1a", "7z¼¯", "ÐÏ\x11à", "OggS"),
    *("\x1f\x8b", "SQLite format 3\x00", "II*\x00", "MM\x00*", "wOFF", "wOF2"),
)

_PDF_OPENING = re.compile(r"%PDF-\d\.\d")
_PDF_SIGNS = tuple(
    re.compile(pattern)
    for pattern in (
        r"%PDF-\d\.\d",
        r"\b\d{1,9} \d{1,5} obj\b",
        r"\bendobj\b",
        r"\bendstream\b",
        r">> ?\n?stream\n",
        r"\bstartxref\b",
        r"%%EOF",
        r"/(?:FlateDecode|DCTDecode|ASCII85Decode|LZWDecode|MediaBox)\b",
        r"/Type ?/(?:Catalog|Pages?|Font|XObject|ObjStm|XRef)\b",
    )
)
_OFFICE = re.compile(r"<w:(?:body|p|r|t)[ />]|<office:(?:body|text)[ />]")

_ACTIVE_TAG = re.compile(
    r"</?\s?script\b|</?\s?iframe\b|</?embed[\s/>]|<object\s(?!,)|</object\b|<applet\b", re.IGNORECASE
)
# A tag up to where it closes; quoted values may hold anything. Possessive: it never reads back.
_TAG = re.compile(r"""<[a-z](?:[^"'<>]++|"[^"]*+"|'[^']*+')*+""", re.IGNORECASE)
_HANDLER = re.compile(
    r"""[\s"'/]on(?:abort|animation[a-z]{1,9}|auxclick|before[a-z]{1,11}|begin|blur|cancel|canplay[a-z]{0,7}|change|click|
    close|contextmenu|copy|cut|dblclick|drag[a-z]{0,5}|drop|end|ended|error|focus[a-z]{0,3}|hashchange|input|invalid|
    key(?:down|press|up)|load[a-z]{0,10}|message|mouse[a-z]{2,5}|offline|online|page(?:hide|show)|paste|pause|play|
    playing|pointer[a-z]{2,13}|popstate|progress|repeat|reset|resize|scroll[a-z]{0,3}|search|seek(?:ed|ing)|select[a-z]{0,6}|
    show|stalled|start|storage|submit|suspend|timeupdate|toggle|touch[a-z]{3,6}|transition[a-z]{3,6}|unload|
    volumechange|waiting|wheel)\s*+=""",
    re.IGNORECASE | re.VERBOSE,
)
_SCRIPT_ADDRESS = re.compile(
    r"""\b(?:javascript|vbscript):(?=[\w/%({!+~])|(?:\b(?:href|src|action|formaction)\s?=\s?["']?\s?|\]\()(?:java|vb)script\s?:""",
    re.IGNORECASE,
)
_DATA_ADDRESS = re.compile(
    r"\bdata:(?:text|image|audio|video|application|font|model|multipart|message)/[a-z0-9.+-]{1,80}[;,]"
    r"|\bdata:[a-z0-9.+/=;-]{0,120};base64,",
    re.IGNORECASE,
)

# A blob is one long run, or lines as mail and keys break them: the first at least 60 wide, the others at least 16.
_BLOB = re.compile(r"[A-Za-z0-9+/=_-]{60,}+(?:\n[A-Za-z0-9+/=_-]{16,}+)*+")
_BLOB_LENGTH = 512
_BLOB_ENTROPY = 4.6  # bits: DNA 2, hexadecimal 4, proteins 4.2, base64 of Portuguese 5.2, of compressed data 5.9
_ADDRESS = re.compile(r"(?:https?://|www\.)\S*\Z", re.IGNORECASE)
_ADDRESS_LENGTH = 2_000

_WINDOW = 2_048
_SYMBOL = re.compile(r"[!-/:-@\[-`{-~¡-¿×÷]")


def _is_pdf(text: str) -> bool:
    """The opening near the start, or any two of the shapes: one alone may be a sentence about the format."""
    return bool(_PDF_OPENING.match(text)) or sum(1 for sign in _PDF_SIGNS if sign.search(text)) >= 2


def _has_active_tag(text: str) -> bool:
    return bool(_ACTIVE_TAG.search(text)) or any(_HANDLER.search(tag.group()) for tag in _TAG.finditer(text))


def _has_blob(text: str) -> bool:
    return any(_is_blob(text, run.start(), run.group().replace("\n", "")) for run in _BLOB.finditer(text))


def _is_blob(text: str, start: int, run: str) -> bool:
    if len(run) < _BLOB_LENGTH or _entropy(run) < _BLOB_ENTROPY or not _is_mixed(run):
        return False
    in_address = _ADDRESS.search(text, max(0, start - 300), start)
    return not in_address or len(run) > _ADDRESS_LENGTH


def _is_mixed(run: str) -> bool:
    """Base64 mixes capitals, small letters and digits; words joined by hyphens or slashes do not."""
    return all(any(low <= letter <= high for letter in run) for low, high in ("AZ", "az", "09"))


def _entropy(run: str) -> float:
    return -sum(n / len(run) * math.log2(n / len(run)) for n in Counter(run).values())


def _is_binary_looking(text: str) -> bool:
    """Bytes that happened to be printable: hardly a space, and more kinds of symbols than any notation uses."""
    return any(_is_noise(text[start : start + _WINDOW]) for start in range(0, len(text), _WINDOW))


def _is_noise(window: str) -> bool:
    if len(window) < 256 or len(window) - len("".join(window.split())) > len(window) // 40:
        return False
    symbols = _SYMBOL.findall(window)
    return len(symbols) * 7 > len(window) and len(set(symbols)) >= 20


_SIGHTS = (
    ("pdf_payload", _is_pdf),
    ("office_payload", lambda text: bool(_OFFICE.search(text))),
    ("active_content", _has_active_tag),
    ("active_content", lambda text: bool(_SCRIPT_ADDRESS.search(text))),
    ("data_address", lambda text: bool(_DATA_ADDRESS.search(text))),
    ("encoded_blob", _has_blob),
    ("binary_looking", _is_binary_looking),
)
