"""Names that sound alike in Dutch: a key per name, so that Jordi and Jordy are one key and Noor and Noa are not. Pure."""

import re

from centre.reference.names import fold

#: In this order; the longest spellings first.
SPELLINGS = (
    ("sch", "sg"), ("ch", "g"), ("gh", "g"), ("ph", "f"), ("th", "t"), ("dt", "t"), ("ck", "k"), ("qu", "kw"), ("x", "ks"),
    ("ij", "i"), ("ei", "i"), ("ie", "i"), ("y", "i"), ("j", "i"), ("ou", "au"), ("z", "s"), ("v", "f"), ("c", "k"),
)  # fmt: skip


def sound(name: str) -> str:
    """How a name sounds, roughly; empty for a name without letters."""
    text = fold(name).replace(" ", "")
    text = re.sub(r"c(?=[eiy])", "s", text)
    for spelling, heard in SPELLINGS:
        text = text.replace(spelling, heard)
    text = re.sub(r"(.)\1+", r"\1", text)
    return re.sub(r"d$", "t", text).replace("h", "")
