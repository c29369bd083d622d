"""Readers' names of the parts of a case: numbers, scenarios, partnership forms, what a quantity gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from mll_finance.drivers.scenarios import CENTRAL
from mll_finance.inputs.case.graph import Leaf
from mll_finance.inputs.case.scenarios import parts
from mll_finance.inputs.grammar.parties import standard_parties
from mll_finance.inputs.grammar.quantity import Quantity
from mll_finance.inputs.method.partnership import Partnership
from mll_finance.inputs.reference_data.partnerships import forms
from mll_finance.report.context import Context
from mll_finance.terms import Language, sentences, term


def full_name(context: Context, leaf: Leaf) -> str:
    """Reader's name of a number, which no other number of the case has."""
    return context.study.once(("names of numbers", context.language), lambda: _unique_names(context))[
        leaf.path
    ]


def owned_name(context: Context, leaf: Leaf) -> str:
    """The same behind the line or quantity that it belongs to, where nothing else says which that is."""
    return _with_owner(context, leaf, full_name(context, leaf))


def _unique_names(context: Context) -> dict[str, str]:
    """A name for each number by its path: what a name shares with others says more of it until it is its own.

    First the line or quantity that it belongs to, then the alternatives of the line, its field, and its place.
    """
    leaves = context.study.case.graph.leaves
    name_by_path = {path: name_of(context, leaf) for path, leaf in leaves.items()}
    for name_with_more in (_with_owner, _with_alternatives, _with_field):
        for path in _shared(name_by_path):
            name_by_path[path] = name_with_more(context, leaves[path], name_by_path[path])
    for shared_index, path in enumerate(_shared(name_by_path), start=1):
        name_by_path[path] = f"{name_by_path[path]} ({shared_index})"
    return name_by_path


def _shared(names: Mapping[str, str]) -> list[str]:
    """The paths whose name, in capitals or not, another has too."""
    count_by_name = Counter(input_name.casefold() for input_name in names.values())
    return [path for path, input_name in names.items() if count_by_name[input_name.casefold()] > 1]


def _with_owner(context: Context, leaf: Leaf, name: str) -> str:
    section_name, _, owner_id = leaf.owner.partition(".")
    owner_prefix = f"{context.title(section_name, owner_id)}: "
    if name.startswith(owner_prefix):
        return name
    is_abbreviation = name[:2].isupper()
    return f"{owner_prefix}{name if is_abbreviation else name[:1].lower() + name[1:]}"


def _with_alternatives(context: Context, leaf: Leaf, name: str) -> str:
    section_name, _, line_id = leaf.owner.partition(".")
    if section_name != "lines":
        return name
    alternative_ids = context.study.case.lines[line_id].alternative
    return f"{name} ({', '.join(context.title('alternatives', alternative_id) for alternative_id in alternative_ids)})"


def _with_field(context: Context, leaf: Leaf, name: str) -> str:
    return f"{name} ({_field(context, leaf.path.split('.')[2:])})"


def name_of(context: Context, leaf: Leaf) -> str:
    """Reader's name of a number: its own title, else its owner's with its path."""
    section_name, owner_id, *_ = leaf.path.split(".")
    short_text = short_name(context, leaf)
    return (
        short_text if _own_title(context, leaf) else f"{context.title(section_name, owner_id)}: {short_text}"
    )


def short_name(context: Context, leaf: Leaf) -> str:
    """The same where its owner stands beside it."""
    path_words = leaf.path.split(".")[2:]
    alternative_text = (
        f" ({context.title('alternatives', path_words[-1])})"
        if "by_alternative" in path_words and path_words[-1] in context.study.case.alternatives
        else ""
    )
    return f"{_own_title(context, leaf) or _field(context, path_words)}{alternative_text}"


def _own_title(context: Context, leaf: Leaf) -> str:
    """The title of a number; one that refers to another has that of the alternatives beside it."""
    group_path, separator_of_group, _ = leaf.path.rpartition(".by_alternative.")
    if leaf.assumption.title or not separator_of_group:
        return context.words(leaf.assumption.title)
    case_graph = context.study.case.graph
    titles_in_group = [
        case_graph.leaves[leaf_path].assumption.title for leaf_path in case_graph.groups[group_path].values()
    ]
    return next(
        (context.words(title_in_languages) for title_in_languages in titles_in_group if title_in_languages),
        "",
    )


def _field(context: Context, rest: list[str]) -> str:
    """What a number without a title is called: by its kind's field, else by the word that the case has for it."""
    if f"field_{rest[0]}" in sentences():
        return context.say(f"field_{rest[0]}")
    words_before_alternative = rest[: rest.index("by_alternative")] if "by_alternative" in rest else rest
    return words_before_alternative[-1].replace("_", " ")


_PROPER = {("state", "nl")}
"""Standard parties that a language writes with a capital anywhere."""


def party_in_sentence(context: Context, party: str) -> str:
    """Name of a party within a sentence: a standard one in small letters, one of the case in quotes as written."""
    title_text = context.title("parties", party)
    standard_party = standard_parties().get(party)
    if standard_party is None or standard_party["title"][context.language] != title_text:
        return f"'{title_text}'"
    if (party, context.language) in _PROPER:
        return title_text
    return f"{title_text[:1].lower()}{title_text[1:]}"


def scenario_title(context: Context, name: str) -> str:
    """Reader's name of a scenario, or of several put together."""
    return " + ".join(context.title("scenarios", scenario_part) for scenario_part in parts(name))


def form_name(context: Context, form: str) -> str:
    """Name of a form for readers, with an asterisk where it is that of the case."""
    mark_of_own_form = "\N{NO-BREAK SPACE}*" if form == context.study.case.given(Partnership).form else ""
    return context.words(forms()[form].title, form) + mark_of_own_form


def output_name(quantity: Quantity, output: str, language: Language) -> str:
    """Name of an output: its own where it has one, else the concept's.

    Parameters
    ----------
    quantity : Quantity
        The quantity.
    output : str
        Name of the output in the case.
    language : str
        ``nl`` or ``en``.
    """
    own_title = quantity.output_title(output)
    return own_title.text(language) if own_title is not None else term(output, language)


def scenario_name(context: Context, scenario: str) -> str:
    """Reader's name of a scenario of a table, the central case among them."""
    return context.say("scenario_central") if scenario == CENTRAL else context.title("scenarios", scenario)
