"""The panel as a live part of JupyterLab: the page's script, and a kernel that saves and answers as the suite.

What a notebook keeps of it is the few lines of ``live.js`` and what was changed: script, style and words are sent to
whoever shows it, so that neither JupyterLab nor papermill stores them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import anywidget
import traitlets

from mll_finance.engine.study import Study
from mll_finance.errors import InputError, RunError
from mll_finance.inputs.case.saving.scenario import ScenarioDoubtError
from mll_finance.report.asset import asset
from mll_finance.report.context import Context
from mll_finance.report.what_if.try_out import TryOut
from mll_finance.terms import sentence, told, told_text

WIDGET = "application/vnd.jupyter.widget-view+json"
_ROUNDING = 1e-9
_STYLES = ("html/blocks.css", "what_if/panel.css")


class LivePanel(anywidget.AnyWidget):
    """The panel of a trial, for as long as its kernel runs.

    Parameters
    ----------
    trial : TryOut
        What it shows and changes.
    """

    _esm = asset("what_if/live.js")
    changes = traitlets.Dict().tag(sync=True)

    def __init__(self, trial: TryOut) -> None:
        super().__init__(changes=trial.changes)
        self._trial = trial
        self._answers: Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
            "script": self._script,
            "parameters": self._parameters,
            "suite": self._suite,
            "save": self._save,
        }
        self.observe(lambda change: trial.take(change["new"]), "changes")
        trial.followed_by = lambda changes: self.set_trait("changes", changes)
        self.on_msg(self._receive)

    @property
    def bundle(self) -> dict[str, Any]:
        """What a notebook is given to show it: nothing but which one it is."""
        return {WIDGET: {"version_major": 2, "version_minor": 0, "model_id": self.model_id}}

    def _receive(self, _: object, question: Mapping[str, Any], __: object) -> None:
        """Answer the panel that asks; what is wrong is said there."""
        answer_function = self._answers.get(str(question.get("ask")))
        if answer_function is None:
            return
        try:
            reply_fields = answer_function(question)
        except InputError as error:
            reply_fields = {"text": self._refusal(error), "doubtful": isinstance(error, ScenarioDoubtError)}
        except RunError as error:
            reply_fields = {"text": told_text(error.args[0], self._trial.language)}
        self.send({**reply_fields, "panel": question.get("panel")})

    def _refusal(self, error: InputError) -> str:
        """What is wrong and what to do, one problem a line; a number is named by its path."""
        told_problems = [told(told_problem, self._trial.language) for told_problem in error.problems]
        return "\n".join(
            "; ".join(
                (
                    f"{told_problem.path}: {told_problem.found}"
                    if _is_number(told_problem.path)
                    else told_problem.found,
                    told_problem.allowed,
                    told_problem.remedy,
                )
            )
            for told_problem in told_problems
        )

    def _script(self, _: Mapping[str, Any]) -> dict[str, Any]:
        """The panel itself; of a case that is too large for one, that."""
        language, script = self._trial.language, self._trial.script
        return {
            "script": script,
            "style": "".join(map(asset, _STYLES)),
            "language": language,
            "intro": sentence("try_too_large" if script is None else "trial_intro", language),
            "warning": "" if script is None else sentence("trial_warning", language),
        }

    def _parameters(self, _: Mapping[str, Any]) -> dict[str, Any]:
        return {"text": sentence("trial_copied", self._trial.language), "copy": self._trial.text}

    def _suite(self, question: Mapping[str, Any]) -> dict[str, Any]:
        study = self._trial.suite()
        draws_text = Context(study, self._trial.language).number(study.draws.plan.total, "number")
        sentences = [
            sentence(
                "trial_suite", self._trial.language, draws=draws_text, outcomes=self._trial.outcomes(study)
            ),
            *self._comparison(study, question.get("mean")),
        ]
        return {"text": " ".join(sentences)}

    def _comparison(self, study: Study, shown: Any) -> list[str]:
        """Whether the panel shows what the suite gives; nothing where it shows no means."""
        if not isinstance(shown, Mapping):
            return []
        are_means_equal = all(
            math.isclose(
                shown[perspective_id][alternative_id],
                study.value(perspective_id, alternative_id, "npv")["mean"],
                rel_tol=_ROUNDING,
                abs_tol=1e-3,
            )
            for perspective_id in study.case.perspectives
            for alternative_id in study.case.projects
        )
        return [sentence("trial_equal" if are_means_equal else "trial_unequal", self._trial.language)]

    def _save(self, question: Mapping[str, Any]) -> dict[str, Any]:
        try_out, language = self._trial, self._trial.language
        saved_scenario = try_out.save(str(question.get("name", "")), accept=question.get("accept") is True)
        outcomes_text = try_out.outcomes(try_out.reopened(saved_scenario))
        return {
            "text": " ".join(
                (
                    sentence(
                        "trial_saved",
                        language,
                        name=saved_scenario.name,
                        file=saved_scenario.path.name,
                        outcomes=outcomes_text,
                    ),
                    sentence("trial_use", language, name=saved_scenario.name, file=saved_scenario.path.name),
                )
            )
        }


def _is_number(path: str) -> bool:
    """Whether a problem is one of a number of the case, not of the scenario or the file."""
    return path.startswith(("lines.", "quantities."))
