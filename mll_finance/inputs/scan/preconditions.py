"""What the answers of a quick scan say about the preconditions: the section ``preconditions`` of the case it writes.

An answer is a word, not a document: what it settles is ``met`` with the answer as evidence and unsigned, what it
refuses is a veto, and what nobody was asked stays ``unknown``. Each check is bound to the lines in which the answers
hold its cost, so the case counts what the scan counted; the year of preparation of the scan is the time to close them.
"""

from __future__ import annotations

from mll_finance.inputs.grammar.section import Raw
from mll_finance.inputs.grammar.sections import Alternative
from mll_finance.inputs.reference_data.checklist import checklist
from mll_finance.inputs.scan.answers import Answers
from mll_finance.terms import sentence

_IN_USE = ("monitoring", "follow_up_capacity", "human_oversight", "structural_budget")
"""Checks whose cost stands in the cost a year; that of the others stands in the one-off cost."""


def raw_preconditions(answers: Answers, alternatives: Raw, *, project: str, rival: str) -> Raw:
    """The raw section: every check that applies to the project or its rival, or may once an answer is given.

    Parameters
    ----------
    answers : Answers
        The answers of the scan.
    alternatives : dict
        The raw alternatives of the case that follows from them.
    project, rival : str
        Their names.
    """
    undecided = None in (answers.technique, answers.sourcing, answers.individuals)
    known = [Alternative.model_validate(alternatives[name]) for name in (project, rival)]
    answered = {
        "problem_owner": _owner(answers),
        "legal_basis": _legal_basis(answers, rival),
        "ai_act_class": _ai_act_class(answers),
        "follow_up_capacity": _follow_up(answers),
        "structural_budget": _structural_budget(answers),
    }
    section = {}
    for name, check in checklist().items():
        if undecided or any(check.text.applies.holds(alternative) for alternative in known):
            paid = "yearly" if name in _IN_USE else "one_off"
            section[name] = {**(answered.get(name) or {"status": "unknown"}), "lines": [paid, "rival_cost"]}
    return section


def _owner(answers: Answers) -> Raw | None:
    if answers.owner is None:
        return None
    if answers.owner == "none":
        return _state("refused", "scan_evidence_no_owner")
    return _state("open", "scan_evidence_owner", owner=answers.owner)


def _legal_basis(answers: Answers, rival: str) -> Raw | None:
    if answers.legal_basis is None:
        return None
    has_basis = answers.legal_basis == "yes"
    state = _state("met" if has_basis else "refused", f"scan_evidence_legal_basis_{answers.legal_basis}")
    # The question was about the data of the project; a rule may do with others.
    return {**state, "by_alternative": {rival: {"status": "unknown"}}}


def _ai_act_class(answers: Answers) -> Raw | None:
    if answers.prohibited is None:
        return None
    if answers.prohibited == "yes":
        return _state("refused", "scan_evidence_prohibited")
    return _state("open", "scan_evidence_not_prohibited")


def _follow_up(answers: Answers) -> Raw | None:
    if answers.follow_up is None:
        return None
    low, likely, high = (f"{number:.10g}" for number in answers.follow_up)
    if answers.follow_up[2] == 0:
        return _state("refused", "scan_evidence_no_capacity")
    wanted = answers.helped_extra
    enough = wanted is not None and all(
        helped <= most for helped, most in zip(wanted, answers.follow_up, strict=True)
    )
    key = "scan_evidence_capacity" if enough else "scan_evidence_capacity_short"
    return _state("met" if enough else "open", key, low=low, likely=likely, high=high)


def _structural_budget(answers: Answers) -> Raw | None:
    if answers.structural_budget is None:
        return None
    return _state("open", f"scan_evidence_budget_{answers.structural_budget}")


def _state(status: str, key: str, **values: str) -> Raw:
    return {
        "status": status,
        "evidence": {"nl": sentence(key, "nl", **values), "en": sentence(key, "en", **values)},
    }
