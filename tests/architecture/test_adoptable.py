"""What a public body looks for before it adopts software is there, and true: marks, licences, forms, hosted tests.

What the standards ask is written out here from their texts: publiccode.yml 0.4, Citation File Format 1.2.0, REUSE 3.3.
"""

from __future__ import annotations

import fnmatch
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from mll_finance.version import __version__

ROOT = Path(__file__).resolve().parents[2]
KEYS = {
    "publiccodeYmlVersion": True, "name": True, "applicationSuite": False, "url": True, "landingURL": False,
    "isBasedOn": False, "softwareVersion": False, "releaseDate": False, "logo": False, "platforms": True,
    "categories": False, "usedBy": False, "roadmap": False, "developmentStatus": True, "softwareType": True,
    "intendedAudience": False, "description": True, "legal": True, "maintenance": True, "localisation": True,
    "dependsOn": False,
}  # fmt: skip
"""Keys of publiccode.yml, and whether the standard asks for them."""
STATUS = {"concept", "development", "beta", "stable", "obsolete"}
SHORT, LONG = 150, (150, 10_000)
"""Most characters of a short description, and the range of a long one."""
FORMS = {"getal_klopt_niet": "number_is_wrong", "zaak_delen": "case_to_share"}


def read_yaml(*parts: str) -> Any:
    return yaml.load(ROOT.joinpath(*parts).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def publiccode_findings(written: dict[str, Any]) -> list[str]:
    """What the standard publiccode.yml 0.4 asks and the file does not say."""
    found = [f"{key}: no key of the standard" for key in written if key not in KEYS]
    found += [f"{key}: missing" for key, is_required in KEYS.items() if is_required and key not in written]
    if written.get("developmentStatus") not in STATUS:
        found.append("developmentStatus: unknown")
    for language, texts in written.get("description", {}).items():
        if len(texts.get("shortDescription", "")) not in range(1, SHORT + 1):
            found.append(f"description.{language}.shortDescription: length")
        if not LONG[0] <= len(texts.get("longDescription", "")) <= LONG[1]:
            found.append(f"description.{language}.longDescription: length")
        if not texts.get("features"):
            found.append(f"description.{language}.features: missing")
    maintenance = written.get("maintenance", {})
    if maintenance.get("type") in ("internal", "community") and not maintenance.get("contacts"):
        found.append("maintenance.contacts: missing")
    return found


def test_only_what_nobody_knows_is_left_out() -> None:
    written = read_yaml("publiccode.yml")
    assert publiccode_findings(written) == ["url: missing"]
    assert "url          the project has no public repository yet" in (ROOT / "publiccode.yml").read_text(
        "utf-8"
    )
    assert written["maintenance"]["type"] == "internal"
    assert set(written["description"]) == set(written["localisation"]["availableLanguages"]) == {"nl", "en"}


def test_a_fault_in_the_metadata_is_found() -> None:
    written = read_yaml("publiccode.yml") | {"licence": "EUPL-1.2", "developmentStatus": "alpha"}
    written["description"]["nl"]["shortDescription"] = "x" * (SHORT + 1)
    written["maintenance"].pop("contacts")
    assert publiccode_findings(written) == [
        "licence: no key of the standard",
        "url: missing",
        "developmentStatus: unknown",
        "description.nl.shortDescription: length",
        "maintenance.contacts: missing",
    ]


def test_version_and_licence_are_the_same_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation, metadata = read_yaml("CITATION.cff"), read_yaml("publiccode.yml")
    assert {citation["version"], metadata["softwareVersion"], project["version"]} == {__version__}
    reuse = tomllib.loads((ROOT / "REUSE.toml").read_text(encoding="utf-8"))
    (everything,) = reuse["annotations"]
    assert everything["path"] == "**"
    licence = everything["SPDX-License-Identifier"]
    assert {licence, citation["license"], metadata["legal"]["license"], project["license"]} == {"EUPL-1.2"}
    assert (ROOT / "LICENSES" / f"{licence}.txt").read_bytes() == (ROOT / "LICENSE").read_bytes()


def test_the_citation_has_what_its_format_asks() -> None:
    citation = read_yaml("CITATION.cff")
    assert {"cff-version", "message", "title", "authors"} <= set(citation)
    assert citation["cff-version"] == "1.2.0" and citation["type"] == "software"
    assert all("name" in author or "family-names" in author for author in citation["authors"])


@pytest.mark.parametrize(("dutch", "english"), FORMS.items())
def test_a_form_asks_the_same_in_both_languages(dutch: str, english: str) -> None:
    both = [read_yaml(".github", "ISSUE_TEMPLATE", f"{name}.yml") for name in (dutch, english)]
    asked = [
        [(part["type"], part.get("id"), part.get("validations")) for part in form["body"]] for form in both
    ]
    assert asked[0] == asked[1] and len(asked[0]) >= 5
    assert both[0]["labels"] == both[1]["labels"] and both[0]["name"] != both[1]["name"]


def test_hosted_tests_cover_two_systems_and_three_pythons() -> None:
    jobs = read_yaml(".github", "workflows", "tests.yml")["jobs"]
    pythons = {
        job["runs-on"]: job["strategy"]["matrix"]["python"] for job in jobs.values() if "strategy" in job
    }
    assert pythons == {system: ["3.11", "3.12", "3.13"] for system in ("ubuntu-latest", "windows-latest")}


def test_each_step_of_the_hosted_tests_names_what_is_there() -> None:
    steps = [
        step
        for job in read_yaml(".github", "workflows", "tests.yml")["jobs"].values()
        for step in job["steps"]
    ]
    lines = [line for step in steps for line in step.get("run", "").splitlines()]
    targets = set(re.findall(r"(?m)^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8")))
    asked_targets = {line.split()[1] for line in lines if line.startswith("make ")}
    assert {"test", "site"} <= asked_targets <= targets
    named = {
        word
        for line in lines
        for word in line.split()
        if word.startswith(("tests/", "docs/", "requirements"))
    }
    assert len(named) >= 3 and all((ROOT / name).exists() for name in named)


def test_what_runs_before_a_commit_comes_from_the_lock() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    packages = {"ruff": "ruff", "lint-imports": "import-linter", "mypy": "mypy"}
    (local,) = read_yaml(".pre-commit-config.yaml")["repos"]
    assert local["repo"] == "local"  # nothing is fetched
    for hook in local["hooks"]:
        assert f"\n{packages[hook['entry'].split()[0]]}==" in lock


def at_the_top(folder: Path) -> set[str]:
    """Files and folders at the top level that belong to the project."""
    ignored = [line.rstrip("/") for line in (folder / ".gitignore").read_text(encoding="utf-8").split()]
    return {
        path.name + ("/" if path.is_dir() else "")
        for path in folder.iterdir()
        if path.name != ".git" and not any(fnmatch.fnmatch(path.name, pattern) for pattern in ignored)
    }


def listed(page: str) -> set[str]:
    """What the page of the design says that stands at the top level."""
    table = page.partition("### The top level")[2].partition("\n#")[0]
    return {name for row in re.findall(r"(?m)^\| (`.*?) \|", table) for name in re.findall(r"`([^`]+)`", row)}


def test_the_top_level_holds_what_the_design_lists() -> None:
    page = (ROOT / "docs" / "design.md").read_text(encoding="utf-8")
    assert at_the_top(ROOT) == listed(page)


def test_a_file_that_is_not_listed_is_found(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("build/\n*.pyc\n", encoding="utf-8")
    (tmp_path / "build").mkdir()
    (tmp_path / "loose.pyc").touch()
    (tmp_path / "notes.txt").touch()
    page = "### The top level\n\n| what | why |\n|---|---|\n| `.gitignore` | git |\n\n### Next\n\n| `other` | |\n"
    assert at_the_top(tmp_path) - listed(page) == {"notes.txt"}
