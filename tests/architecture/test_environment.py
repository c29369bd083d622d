"""pyproject.toml, environment.yml and requirements.lock say the same, every extra but that of the site included.

The lock holds hashes and no addresses, and the code names the packages of each extra as pyproject.toml does.

The second half breaks a copy in each way that the first half guards against.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from mll_finance.extras import EXTRAS

CONDA_NAMES = {"python-build": "build"}
"""Packages that conda knows under another name."""
NOT_PACKAGES = ("python", "pip")
OURSELVES = "mll-finance"
CORE = {"argcomplete", "numpy", "numpy-financial", "pandas", "pydantic", "pyyaml", "rich", "scipy"}
"""What ``pip install mll_finance`` brings."""
SITE = "docs"
"""What makes the documentation site: no test waits for it, so it has a lock of its own."""
NOT_OF_A_USER = ("", "all", "test", "review", "checkout", SITE)
"""The core, all of it, and what whoever tests, reviews or installs a checkout needs."""
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}\b")
ADDRESS = re.compile(r"https?:|--(?:extra-)?index-url|--find-links|--trusted-host|(?m:^-[a-z] )| @ |file:")

Requirements = dict[str, Requirement]


class Texts(NamedTuple):
    """The three files."""

    project: str
    conda: str
    lock: str


class Pin(NamedTuple):
    """One version in the lock."""

    requirement: Requirement
    version: str
    hashes: int
    wanted_by: tuple[str, ...]


def by_extra(project: str) -> dict[str, Requirements]:
    """What each extra of pyproject.toml brings, with those that it names itself; the core under an empty name."""
    table = tomllib.loads(project)["project"]
    listed = {"": table["dependencies"], **table["optional-dependencies"]}
    return {extra: dict(_spelt_out(extra, listed)) for extra in listed}


def _spelt_out(extra: str, listed: dict[str, list[str]]) -> Iterator[tuple[str, Requirement]]:
    for requirement in map(Requirement, listed[extra]):
        if canonicalize_name(requirement.name) == OURSELVES:
            for inner in sorted(requirement.extras):
                yield from _spelt_out(inner, listed)
        else:
            yield canonicalize_name(requirement.name), requirement


def wanted(project: str) -> tuple[Requirements, str]:
    """What pyproject.toml asks for, every extra but that of the site and the tests included, and its Python."""
    together = {
        name: asked
        for extra, packages in by_extra(project).items()
        if extra != SITE
        for name, asked in packages.items()
    }
    return together, tomllib.loads(project)["project"]["requires-python"]


def in_conda(conda: str) -> tuple[Requirements, str, list[str]]:
    """What environment.yml asks for, its Python, and the options in its pip section."""
    packages: Requirements = {}
    python, options = "", []
    for item in yaml.load(conda, Loader=yaml.CSafeLoader)["dependencies"]:
        for text in item["pip"] if isinstance(item, dict) else [item]:
            if text.startswith("-"):
                options.append(text)
                continue
            made = Requirement(text)
            if made.name == "python":
                python = str(made.specifier)
            elif made.name not in NOT_PACKAGES:
                packages[canonicalize_name(CONDA_NAMES.get(made.name, made.name))] = made
    return packages, python, options


def pins(lock: str) -> list[Pin]:
    """The pins of the lock, each with its marker, hashes and who wants it."""
    made = []
    for block in re.split(r"(?m)^(?=[A-Za-z0-9])", lock):
        if not block[:1].isalnum():
            continue
        head = block.split("\\\n")[0].split("\n")[0]
        requirement = Requirement(head.strip())
        version = str(requirement.specifier).removeprefix("==")
        wanted_by = tuple(re.findall(r"(?m)^ +# +(?:via +)?([a-z][\w.-]*)", block))
        made.append(Pin(requirement, version, len(HASH.findall(block)), wanted_by))
    return made


def findings(texts: Texts) -> Iterator[str]:
    """Where the three files disagree."""
    packages, python = wanted(texts.project)
    yield from _conda_findings(packages, python, texts.conda)
    yield from _lock_findings(packages, texts.lock)


def _conda_findings(packages: Requirements, python: str, conda: str) -> Iterator[str]:
    held, conda_python, options = in_conda(conda)
    if conda_python != python:
        yield f"environment.yml: python{conda_python}; pyproject.toml says {python}"
    if options != ["--editable ."]:
        yield f"environment.yml: pip options {options}; only --editable . is needed"
    for name in sorted(packages.keys() ^ held.keys()):
        yield f"{name}: only in {'pyproject.toml' if name in packages else 'environment.yml'}"
    for name in sorted(packages.keys() & held.keys()):
        if packages[name].specifier != held[name].specifier:
            yield f"{name}: {packages[name].specifier} in pyproject.toml, {held[name].specifier} in environment.yml"


def _lock_findings(packages: Requirements, lock: str) -> Iterator[str]:
    pinned = pins(lock)
    for pin in pinned:
        name, version = canonicalize_name(pin.requirement.name), pin.version
        if not re.fullmatch(r"\d[\w.!+]*", version):
            yield f"{name}: the lock does not pin one version"
        elif name in packages and version not in packages[name].specifier:
            yield f"{name}: {version} in the lock; pyproject.toml says {packages[name].specifier}"
        if pin.hashes == 0:
            yield f"{name}: no hash in the lock"
        if OURSELVES in pin.wanted_by and name not in packages:
            yield f"{name}: the lock holds it for pyproject.toml, which does not name it; run make lock"
    here = {canonicalize_name(p.requirement.name) for p in pinned if not p.requirement.marker or _on_311(p)}
    for name in sorted(packages.keys() - here):
        yield f"{name}: not in the lock for Python 3.11; run make lock"
    if found := ADDRESS.search(lock):
        yield f"the lock names an address: {found.group().strip()}"


def _on_311(pin: Pin) -> bool:
    marker = pin.requirement.marker
    return marker is None or marker.evaluate({"python_version": "3.11", "python_full_version": "3.11.9"})


@pytest.fixture
def texts(root: Path) -> Texts:
    """The three files as they are."""
    names = ("pyproject.toml", "environment.yml", "requirements.lock")
    return Texts(*((root / name).read_text(encoding="utf-8") for name in names))


def test_the_three_agree(texts: Texts) -> None:
    assert list(findings(texts)) == []


def test_the_lock_is_read(texts: Texts) -> None:
    by_name = {pin.requirement.name for pin in pins(texts.lock)}
    assert {"numpy", "pandas", "plotly", "pydantic", "scipy"} <= by_name
    assert len(by_name) > 100


def test_the_core_is_small(texts: Texts) -> None:
    assert set(by_extra(texts.project)[""]) == CORE


def test_all_is_every_extra_of_a_user(texts: Texts) -> None:
    extras = by_extra(texts.project)
    every = [packages for name, packages in extras.items() if name not in NOT_OF_A_USER]
    assert len(every) > 1
    assert set(extras["all"]) == set().union(*every)


def test_the_code_names_the_packages_of_each_extra(texts: Texts) -> None:
    extras = by_extra(texts.project)
    assert set(EXTRAS) == set(extras) - set(NOT_OF_A_USER)
    for extra, packages in EXTRAS.items():
        assert set(packages) <= set(extras[extra]), extra
    # Every package of an extra is looked for by the code.
    assert set(extras["all"]) == {name for packages in EXTRAS.values() for name in packages}


def test_a_report_needs_no_tools_of_the_tests(root: Path, texts: Texts) -> None:
    """The lock of a user holds what the code asks for, in versions of the other, and nothing that only tests use."""
    extras = by_extra(texts.project)
    lock = (root / "requirements-user.lock").read_text(encoding="utf-8")
    user = {canonicalize_name(pin.requirement.name) for pin in pins(lock)}
    pinned = {(pin.requirement.name, pin.version) for pin in pins(texts.lock)}
    assert set(extras["all"]) | set(extras["checkout"]) <= user
    assert {(pin.requirement.name, pin.version) for pin in pins(lock)} <= pinned
    assert all(pin.hashes for pin in pins(lock)) and not ADDRESS.search(lock)
    only_tests = set(extras["test"]) - set(extras["all"]) - set(extras["checkout"])
    assert {"pytest", "nbval", "mypy", "hypothesis"} <= only_tests
    assert not only_tests & user


def test_the_site_has_a_lock_of_its_own(root: Path, texts: Texts) -> None:
    """With hashes, without an address, in versions of the other lock where both have one."""
    lock = (root / "docs" / "requirements.lock").read_text(encoding="utf-8")
    assert not list(_lock_findings(by_extra(texts.project)[SITE] | by_extra(texts.project)[""], lock))
    pinned = {(pin.requirement.name, pin.version) for pin in pins(texts.lock)}
    in_both = [pin for pin in pins(lock) if pin.requirement.name in {name for name, _ in pinned}]
    assert len(in_both) > 10 and {(pin.requirement.name, pin.version) for pin in in_both} <= pinned
    assert any("seaborn" in what for what in _lock_findings({"seaborn": Requirement("seaborn")}, lock))


def test_no_major_version_comes_untested(texts: Texts) -> None:
    """What a user installs ends before the major version after the one in the lock."""
    majors: dict[str, int] = {}
    for pin in pins(texts.lock):
        name, major = canonicalize_name(pin.requirement.name), int(pin.version.split(".")[0])
        majors[name] = max(majors.get(name, 0), major)
    for name, asked in by_extra(texts.project)["all"].items():
        assert f"{majors[name] + 1}.0" not in asked.specifier, name


def _drop_block(lock: str, name: str) -> str:
    return re.sub(rf"(?m)^{name}==(?:.*\n)(?:[ ].*\n)*", "", lock)


BROKEN: dict[str, tuple[Callable[[Texts], Texts], str]] = {
    "a bound changed in conda": (
        lambda t: t._replace(conda=t.conda.replace("numpy>=2.2,<3\n", "numpy>=2.1,<3\n")),
        "numpy: <3,>=2.2 in pyproject.toml, <3,>=2.1 in environment.yml",
    ),
    "a package missing from conda": (
        lambda t: t._replace(conda=t.conda.replace("  - babel>=2.17,<3\n", "")),
        "babel: only in pyproject.toml",
    ),
    "a package only in conda": (
        lambda t: t._replace(conda=t.conda.replace("  - babel", "  - seaborn>=0.13\n  - babel")),
        "seaborn: only in environment.yml",
    ),
    "another Python in conda": (
        lambda t: t._replace(conda=t.conda.replace("python>=3.11", "python>=3.10")),
        "environment.yml: python>=3.10; pyproject.toml says >=3.11",
    ),
    "the package itself missing from conda": (
        lambda t: t._replace(conda=t.conda.replace("      - --editable .\n", "")),
        "only --editable . is needed",
    ),
    "a new dependency without a new lock": (
        lambda t: t._replace(
            project=t.project.replace('  "babel', '  "seaborn>=0.13",\n  "babel'),
            conda=t.conda.replace("  - babel", "  - seaborn>=0.13\n  - babel"),
        ),
        "seaborn: not in the lock",
    ),
    "a dependency of an extra without a new lock": (
        lambda t: t._replace(
            project=t.project.replace('  "papermill', '  "voila>=0.5",\n  "papermill'),
            conda=t.conda.replace("  - nbval", "  - voila>=0.5\n  - nbval"),
        ),
        "voila: not in the lock",
    ),
    "an extra missing from conda": (
        lambda t: t._replace(conda=t.conda.replace("  - papermill>=2.6,<3\n", "")),
        "papermill: only in pyproject.toml",
    ),
    "a dependency dropped without a new lock": (
        lambda t: t._replace(
            project=t.project.replace('  "babel>=2.17,<3",\n', ""),
            conda=t.conda.replace("  - babel>=2.17,<3\n", ""),
        ),
        "babel: the lock holds it",
    ),
    "a bound above the pin": (
        lambda t: t._replace(
            project=t.project.replace("pydantic>=2.11,<3", "pydantic>=99"),
            conda=t.conda.replace("pydantic>=2.11,<3", "pydantic>=99"),
        ),
        "the lock; pyproject.toml says >=99",
    ),
    "a pin without hashes": (
        lambda t: t._replace(
            lock=_drop_block(t.lock, "plotly") + "plotly==6.9.0\n    # via mll-finance (pyproject.toml)\n"
        ),
        "plotly: no hash",
    ),
    "a range in the lock": (
        lambda t: t._replace(lock=re.sub(r"(?m)^plotly==", "plotly>=", t.lock)),
        "plotly: the lock does not pin one version",
    ),
    "a pin missing": (lambda t: t._replace(lock=_drop_block(t.lock, "plotly")), "plotly: not in the lock"),
    "an index in the lock": (
        lambda t: t._replace(lock="--index-url https://example.org/simple\n" + t.lock),
        "the lock names an address",
    ),
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_disagreement_is_found(texts: Texts, how: str) -> None:
    broken, finding = BROKEN[how]
    made = broken(texts)
    assert made != texts
    found = list(findings(made))
    assert any(finding in what for what in found), found
