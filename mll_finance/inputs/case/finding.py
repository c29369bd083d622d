"""Finding a case by path or by the name of an example."""

from __future__ import annotations

import errno
from pathlib import Path

from mll_finance.errors import InputError, Problem, suggestion
from mll_finance.plain_text import shortened
from mll_finance.resources import resource
from mll_finance.terms import phrase

OF_RUN = "case.yaml"
"""Name of the case in the folder of its run."""
MANIFEST_OF_RUN = "manifest.json"
"""Name of the file by which a folder is that of a run."""


def case_path(name: Path | str) -> Path:
    """Path of a case: a file, the folder of a run, or an example that comes along, by name."""
    path = Path(name)
    # No name at all is what a script passes on that forgot one: it is not the case of this folder.
    has_name = bool(str(name).strip())
    if not has_name or not _can_be(path):
        raise InputError(
            Problem(
                "",
                phrase("no_file_name" if has_name else "no_name_given"),
                phrase("yaml_case_file"),
                phrase("yaml_check_name"),
            ),
            file=shortened(str(name), 100),
        )
    if path.is_dir() and (path / OF_RUN).is_file():
        return path / OF_RUN
    if path.exists() or path.suffix in (".yaml", ".yml") or len(path.parts) > 1:
        return path
    packaged_path = resource("parameters", f"{name}.yaml")
    if packaged_path.exists():
        return packaged_path
    example_names = examples()
    raise InputError(
        Problem(
            "",
            phrase("problem_no_file_and_no_example", name=name),
            phrase("problem_a_yaml_file_or_one", names=", ".join(example_names)),
            suggestion(str(name), example_names),
        )
    )


def _can_be(path: Path) -> bool:
    """Whether the system knows names such as this one: not of 300 letters, nor with a zero in it."""
    try:
        path.stat()
    except ValueError:
        return False
    except OSError as error:
        return error.errno != errno.ENAMETOOLONG
    return True


def lasting_name(name: str) -> str:
    """A name by which the case is found from any folder: an example's own name, else the full path of the file."""
    path = case_path(name)
    return name if path == resource("parameters", f"{name}.yaml") else str(path.resolve())


def examples() -> list[str]:
    """Names of the example cases."""
    return sorted(path.stem for path in resource("parameters").glob("*.yaml"))
