"""Why the system refuses a file or folder, as a sentence that can be told in Dutch too.

The terms are read from files themselves, so the English stands here, in the words of the system;
``data/sentences_system.yaml`` has it in both languages. What is not in this table keeps the words of the system.
"""

from __future__ import annotations

import errno

from mll_finance.errors import Phrase
from mll_finance.plain_files import NoPlainFileError

SENTENCES = {
    "system_eacces": "Permission denied",
    "system_ebusy": "Device or resource busy",
    "system_edquot": "Disk quota exceeded",
    "system_eexist": "File exists",
    "system_efbig": "File too large",
    "system_eio": "Input/output error",
    "system_eisdir": "Is a directory",
    "system_eloop": "Too many levels of symbolic links",
    "system_emfile": "Too many open files",
    "system_enametoolong": "File name too long",
    "system_enfile": "Too many open files in system",
    "system_enodev": "No such device",
    "system_enoent": "No such file or directory",
    "system_enomem": "Cannot allocate memory",
    "system_enospc": "No space left on device",
    "system_enotconn": "Transport endpoint is not connected",
    "system_enotdir": "Not a directory",
    "system_enotempty": "Directory not empty",
    "system_enxio": "No such device or address",
    "system_eperm": "Operation not permitted",
    "system_erofs": "Read-only file system",
    "system_estale": "Stale file handle",
    "system_etimedout": "Connection timed out",
    "system_etxtbsy": "Text file busy",
    "system_exdev": "Invalid cross-device link",
}
"""Key and English text by the name of the error, in small letters."""


def system_reason(error: OSError) -> str:
    """The reason of the system: a phrase where it is known, else its own words.

    Examples
    --------
    >>> system_reason(OSError(errno.ENOSPC, "No space left on device", "case.yaml"))
    'No space left on device'
    >>> system_reason(OSError("somewhere in between"))
    'somewhere in between'
    """
    if isinstance(error, NoPlainFileError):
        return Phrase.of("yaml_no_plain_file", "no plain file, but a device or a pipe")
    key = f"system_{errno.errorcode.get(error.errno or 0, '').lower()}"
    if key in SENTENCES:
        return Phrase.of(key, SENTENCES[key])
    return error.strerror or str(error) or type(error).__name__
