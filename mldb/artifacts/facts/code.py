"""Files that are programs in disguise: loading them runs what whoever made them put in."""

from typing import Final

_PICKLES: Final = {
    ".pkl": "a pickle",
    ".pickle": "a pickle",
    ".dill": "a pickle of dill",
    ".cloudpickle": "a pickle of cloudpickle",
    ".joblib": "a pickle of joblib",
    ".pt": "a pickle of PyTorch",
    ".pth": "a pickle of PyTorch",
    ".ckpt": "a checkpoint, mostly a pickle",
    ".pt2": "an archive of PyTorch",
}
_PROTOCOL: Final = 0x80
_PROTOCOLS: Final = range(2, 6)
_ZIP: Final = b"PK\x03\x04"
_IN_ARCHIVE: Final = b"/data.pkl"


def disguised_code(path: str, head: bytes = b"") -> str | None:
    """What a file is that runs code when it is loaded; None if it is no such file.

    It is recognised by its ending, or by its first bytes.
    """
    name = path.rpartition("/")[2].lower()
    _, dot, ending = name.rpartition(".")
    known = _PICKLES.get(f".{ending}") if dot else None
    if known is not None:
        return known
    if len(head) > 1 and head[0] == _PROTOCOL and head[1] in _PROTOCOLS:
        return "a pickle"
    if head.startswith(_ZIP) and _IN_ARCHIVE in head:
        return "an archive with a pickle in it"
    return None
