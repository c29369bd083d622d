"""What the answers of a quick scan say about the preconditions: the section ``preconditions`` of the case it writes.

An answer is a word, not a document: what it settles is ``met`` with the answer as evidence and unsigned, what it
refuses is a veto, and what nobody was asked stays ``unknown``. Each check is bound to the lines in which the answers
hold its cost, so the case counts what the scan counted; the year of preparation of the scan is the time to close them.
"""

from __future__ import annotations

from mll_finance.inputs.grammar.section import Raw
from mll_finance.inputs.grammar.sections import Alternative
from mll_finance.inputs.reference_data.checklist import checklist
from mll_finance.inputs.scan.answers import NOBODY, Answers
from mll_finance.inputs.scan.case_parts import paid_by
from mll_finance.inputs.scan.questions import projects
from mll_finance.terms import sentence

RIVAL_COST = "rival_cost"
"""The line that will hold the cost of the approach without AI."""


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
    is_undecided = None in [answers.of(name) for name in ("technique", "sourcing", "individuals")]
    known_alternatives = [Alternative.model_validate(alternatives[name]) for name in (project, rival)]
    state_by_check = {
        "problem_owner": _owner(answers),
        "legal_basis": _legal_basis(answers, rival),
        "ai_act_class": _ai_act_class(answers),
        "follow_up_capacity": _follow_up(answers),
        "structural_budget": _structural_budget(answers),
        **_not_applicable(answers),
    }
    raw_section = {}
    for precondition_id, check in checklist().items():
        if is_undecided or any(check.text.applies.holds(alternative) for alternative in known_alternatives):
            raw_state = state_by_check.get(precondition_id) or {"status": "unknown"}
            lines_field = {"lines": [paid_by(answers, precondition_id), RIVAL_COST]}
            raw_section[precondition_id] = (
                raw_state if raw_state["status"] == "not_applicable" else {**raw_state, **lines_field}
            )
    return raw_section


def _not_applicable(answers: Answers) -> dict[str, Raw]:
    """Checks that say nothing about this kind of project, as long as it assesses nobody."""
    if answers.of("individuals") != "no":
        return {}
    return {
        name: {"status": "not_applicable", "evidence": reason.text(answers.language)}
        for name, reason in projects()[answers.project].not_applicable.items()
    }


def _owner(answers: Answers) -> Raw | None:
    owner_answer = answers.of("owner")
    if owner_answer is None:
        return None
    if owner_answer == NOBODY:
        return _state(answers, "refused", "scan_evidence_no_owner")
    return _state(answers, "open", "scan_evidence_owner", owner=owner_answer)


def _legal_basis(answers: Answers, rival: str) -> Raw | None:
    basis_answer = answers.of("legal_basis")
    if basis_answer is None:
        return None
    status = "met" if basis_answer == "yes" else "refused"
    # The question was about the data of the project; a rule may do with others.
    return {
        **_state(answers, status, f"scan_evidence_legal_basis_{basis_answer}"),
        "by_alternative": {rival: {"status": "unknown"}},
    }


def _ai_act_class(answers: Answers) -> Raw | None:
    prohibited_answer = answers.of("prohibited")
    if prohibited_answer is None:
        return None
    if prohibited_answer == "yes":
        return _state(answers, "refused", "scan_evidence_prohibited")
    return _state(answers, "open", "scan_evidence_not_prohibited")


def _follow_up(answers: Answers) -> Raw | None:
    capacity_range, helped_range = answers.range_of("follow_up"), answers.range_of("helped_extra")
    if capacity_range is None:
        return None
    low, likely, high = (f"{number:.10g}" for number in capacity_range)
    if capacity_range[2] == 0:
        return _state(answers, "refused", "scan_evidence_no_capacity")
    is_enough = helped_range is not None and all(
        number_helped <= most_helped
        for number_helped, most_helped in zip(helped_range, capacity_range, strict=True)
    )
    sentence_key = "scan_evidence_capacity" if is_enough else "scan_evidence_capacity_short"
    return _state(answers, "met" if is_enough else "open", sentence_key, low=low, likely=likely, high=high)


def _structural_budget(answers: Answers) -> Raw | None:
    budget_answer = answers.of("structural_budget")
    return None if budget_answer is None else _state(answers, "open", f"scan_evidence_budget_{budget_answer}")


def _state(answers: Answers, status: str, key: str, **values: str) -> Raw:
    return {"status": status, "evidence": sentence(key, answers.language, **values)}
