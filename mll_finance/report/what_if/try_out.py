"""Trying other assumptions in a notebook: what was changed, as text, as a scenario, and worked out by the suite."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from mll_finance.engine.study import Study, appraise
from mll_finance.facade.adopted_results import load_case
from mll_finance.inputs.case.moves import with_years
from mll_finance.inputs.case.saving.scenario import SavedScenario, save_scenario, together
from mll_finance.inputs.grammar.parties import SOCIETY
from mll_finance.judgement.what_if.programs import WhatIf
from mll_finance.report.blocks import Block, Cell, Prose, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.pieces.inputs import cell, in_words
from mll_finance.report.pieces.names import full_name
from mll_finance.report.what_if.panel import FIRST, can_be_tried, inputs_in_order, panel_data, slider_ends
from mll_finance.report.what_if.script import script_of

OF_OTHER_PARAMETERS = ("case.municipality", "case.draws", "case.seed", "case.language")
"""Changes of a case that a notebook has parameters of their own for."""


class TryOut:
    """What somebody tries with a study, in the panel of a notebook or in Python.

    Parameters
    ----------
    study : Study
        The study as it was opened.

    Attributes
    ----------
    changes : dict
        Path to new value, on top of what the study was opened with; to be read and to be set.
    """

    def __init__(self, study: Study) -> None:
        self.study = study
        self.language = study.case.settings.language
        self.followed_by: Callable[[dict[str, Any]], None] = lambda _: None
        """Told what the changes are now, as the panel is."""
        self._changes: dict[str, Any] = {}
        case_without_scenario = study.case.origin or study.case
        self._known_text = case_without_scenario.document.text

    @property
    def changes(self) -> dict[str, Any]:
        """What was changed: path to new value."""
        return dict(self._changes)

    @changes.setter
    def changes(self, changes: Mapping[str, Any]) -> None:
        self.take(changes)
        self.followed_by(self.changes)

    def take(self, changes: Mapping[str, Any]) -> None:
        """Keep what the panel has changed."""
        self._changes = {path: with_years(path_change) for path, path_change in changes.items()}

    @property
    def text(self) -> str:
        """The changes as a line for the cell of parameters, with those that the case was opened with."""
        change_by_path = together(self.study.case, self._changes)
        scenario_paths = set(self._scenario_paths) - set(self._changes)
        own_change_by_path = {
            path: path_change
            for path, path_change in change_by_path.items()
            if path not in OF_OTHER_PARAMETERS and path not in scenario_paths
        }
        return f"changes: dict = {own_change_by_path!r}"

    @cached_property
    def _scenario_paths(self) -> tuple[str, ...]:
        """What the scenario changes that the case was opened in; the parameters name that scenario."""
        case = self.study.case
        case_without_scenario = case.origin or case
        if case.scenario is None:
            return ()
        scenario_change_by_path = {
            override.path: override.value
            for override in case_without_scenario.in_scenario(case.scenario).overrides
        }
        override_by_path = {override.path: override.value for override in case.overrides}
        return tuple(
            path
            for path, path_change in scenario_change_by_path.items()
            if override_by_path.get(path) == path_change
        )

    def suite(self) -> Study:
        """The study of what was tried, as the suite works it out.

        Raises
        ------
        InputError
            For what the case does not allow.
        """
        return appraise(self.study.case.with_(self._changes, accept=True))

    def save(self, title: str, *, accept: bool = False) -> SavedScenario:
        """Save what was tried as a scenario in the file of the case, without touching anything else of it.

        Parameters
        ----------
        title : str
            Its title; its name follows from it.
        accept : bool
            Whether numbers about a thousand times those of the case, or a thousandth of them, are meant.

        Raises
        ------
        InputError
            Where that cannot be; see :func:`~mll_finance.inputs.case.saving.scenario.save_scenario`.
        """
        saved_scenario = save_scenario(
            self.study.case, self._changes, title=title, known_text=self._known_text, accept=accept
        )
        self._known_text = saved_scenario.text
        return saved_scenario

    def reopened(self, saved: SavedScenario) -> Study:
        """The study of a saved scenario, from the file of the case."""
        return appraise(load_case(saved.path).in_scenario(saved.name))

    @cached_property
    def script(self) -> str | None:
        """The module that mounts the panel; None where the case cannot be in one."""
        if not can_be_tried(self.study):
            return None
        what_if = WhatIf(self.study)
        panel_entries = panel_data(Context(self.study, self.language), what_if)
        return script_of(what_if, self.language, panel_entries, host="notebook")

    def instead(self) -> list[Block]:
        """What a reader sees where nobody runs the notebook: the assumptions that the panel begins with."""
        context = Context(self.study, self.language)
        if not can_be_tried(self.study):
            return [Prose(context.say("trial_no_panel"))]
        input_rows = []
        for ordered_input in inputs_in_order(self.study)[:FIRST]:
            low_end, high_end, _ = slider_ends(ordered_input)
            central_cell = Cell(in_words(context, ordered_input, ordered_input.central))
            input_rows.append(
                Row(
                    full_name(context, ordered_input.leaf),
                    (central_cell, cell(ordered_input, low_end), cell(ordered_input, high_end)),
                )
            )
        column_titles = (context.say("try_notebook_was"), context.say("trial_low"), context.say("trial_high"))
        inputs_table = Table(
            context.say("trial_caption"), column_titles, tuple(input_rows), corner=context.word("assumption")
        )
        return [Prose(context.say("trial_instead")), inputs_table]

    def _ipython_display_(self) -> None:
        """Nothing more: the panel is shown already, also where a cell ends with it."""

    def outcomes(self, study: Study) -> str:
        """The expected gain or loss to society of each alternative, in a sentence."""
        context = Context(study, self.language)
        return "; ".join(
            (
                f"{context.title('alternatives', alternative_id)} "
                f"{context.number(study.value(SOCIETY, alternative_id, 'npv')['mean'], 'euro')}"
            )
            for alternative_id in study.case.projects
        )
