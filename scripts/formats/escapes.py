"""The backslash escapes of COPY, which simbatch's .tsv shares: no field has a tab or a line's end in it."""

import re

CODES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}


def escaped(text):
    return "".join(CODES.get(character, character) for character in text)


def unescaped(text):
    plain = {code: character for character, code in CODES.items()}
    return re.sub(r"\\.", lambda found: plain[found[0]], text)
