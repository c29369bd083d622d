"""What differs between two cases as blocks: whether the advice turned, what each change moves, what has firmed up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

from mll_finance.inputs.case.mixing.pieces import ABSENT, Piece
from mll_finance.inputs.grammar.parties import MUNICIPALITY, SOCIETY
from mll_finance.inputs.method.correlations import NAME as CORRELATIONS
from mll_finance.inputs.reference_data.checklist import checklist
from mll_finance.judgement.advice import advice
from mll_finance.judgement.differing.difference import CaseDifference
from mll_finance.judgement.differing.firming import Firming, firming
from mll_finance.report import charts
from mll_finance.report.blocks import (
    Block,
    Callout,
    Cell,
    Figure,
    Heading,
    Page,
    Prose,
    Row,
    Table,
    Tone,
    plain_page,
)
from mll_finance.report.context import Context
from mll_finance.report.pieces.answer.advice import short_advice
from mll_finance.report.pieces.case_words import key_words, pair_text
from mll_finance.report.pieces.inputs import choice
from mll_finance.report.pieces.names import full_name
from mll_finance.report.pieces.numbers.changed_values import changed_value_text
from mll_finance.terms import Language, sentences

_MOST_BARS = 10
"""Changes that the figure shows by themselves."""
_MOST_LISTED = 15
"""Paths that a list shows."""


def difference_page(difference: CaseDifference, language: Language, names: tuple[str, str]) -> Page:
    """A page for a browser about what differs between two cases."""
    context = Context(difference.now, language)
    case_title = context.words(difference.now.case.settings.title, difference.now.case.settings.id)
    subtitle_text = context.say("diff_subtitle", was=names[0], now=names[1])
    return plain_page(
        case_title, subtitle_text, language, difference_blocks(difference, language, names=names)
    )


def difference_blocks(
    difference: CaseDifference, language: Language, *, names: tuple[str, str]
) -> list[Block]:
    """What a reader is told of a difference.

    Parameters
    ----------
    difference : CaseDifference
        The two studies and what lies between them.
    language : str
        ``nl`` or ``en``.
    names : tuple of str
        What the reader calls the first and the second.
    """
    telling = _Telling(difference, language)
    blocks: list[Block] = [
        Heading(telling.context.say("diff_title"), anchor="diff"),
        Callout(
            telling.context.say("diff_advice"),
            telling.advice_text(),
            telling.tone,
        ),
    ]
    if difference.changes:
        blocks += [
            telling.figure(names),
            telling.table(),
            *telling.by_alternative(),
            telling.explained(),
        ]
    else:
        blocks.append(Prose(telling.context.say("diff_same"), alone=True))
    blocks += [*telling.followers(), *telling.firmed(), *telling.otherwise()]
    return blocks


class _Telling:
    """A difference in one language."""

    def __init__(self, difference: CaseDifference, language: Language) -> None:
        self.difference = difference
        self.was, self.context = Context(difference.was, language), Context(difference.now, language)
        self.asked = _asked(difference)

    @property
    def tone(self) -> Tone:
        return "caution" if self.difference.turning.turned else "neutral"

    def advice_text(self) -> str:
        """Whether the advice turned, and through what."""
        turning_changes = self.difference.turning
        sentences = [self._advice_sentence(), *self._advice_on_others()]
        if turning_changes.turned:
            piece_set_texts = [self._joined(pieces) for pieces in turning_changes.sets]
            sentence_key = "diff_turned_fewest" if turning_changes.is_fewest else "diff_turned_enough"
            if turning_changes.is_fewest and len(piece_set_texts) > 1:
                sentences.append(self.context.say("diff_turned_each", sets="; ".join(piece_set_texts)))
            else:
                sentences.append(
                    self.context.say("diff_turned_one", piece=piece_set_texts[0])
                    if len(turning_changes.sets[0]) == 1
                    else self.context.say(sentence_key, names=piece_set_texts[0])
                )
        return " ".join(sentences)

    def _advice_sentence(self) -> str:
        advised_was, advised_now = advice(self.difference.was), advice(self.difference.now)
        fields = {
            "about": self.context.title("alternatives", advised_now.about),
            "now": short_advice(self.context, advised_now.of(advised_now.about)),
            "choice": _choice(self.context, advised_now.choice),
        }
        if advised_was.about != advised_now.about:
            return self.context.say(
                "diff_advice_other",
                about_was=self.was.title("alternatives", advised_was.about),
                was=short_advice(self.was, advised_was.of(advised_was.about)),
                **fields,
            )
        fields["was"] = short_advice(self.was, advised_was.of(advised_was.about))
        fields["choice_was"] = _choice(self.was, advised_was.choice)
        advice_key = "diff_advice_stays" if fields["was"] == fields["now"] else "diff_advice_turned"
        choice_key = "diff_choice_stays" if fields["choice_was"] == fields["choice"] else "diff_choice_turned"
        return f"{self.context.say(advice_key, **fields)} {self.context.say(choice_key, **fields)}"

    def _advice_on_others(self) -> Iterator[str]:
        """The advice on each other alternative on which it turned: what turned it is told behind it."""
        advised_was, advised_now = advice(self.difference.was), advice(self.difference.now)
        for alternative_id in self.difference.alternatives:
            advised_before, advised_after = advised_was.of(alternative_id), advised_now.of(alternative_id)
            if advised_before.kind != advised_after.kind and alternative_id not in (
                advised_was.about,
                advised_now.about,
            ):
                yield self.context.say(
                    "diff_advice_turned",
                    about=self.context.title("alternatives", alternative_id),
                    was=short_advice(self.was, advised_before),
                    now=short_advice(self.context, advised_after),
                )

    def _joined(self, pieces: Sequence[Piece]) -> str:
        return self.context.say("diff_and").join(self.name(piece) for piece in pieces)

    def name(self, piece: Piece) -> str:
        """Reader's name of a change: of the number, line, quantity or part that it is about."""
        for context in (self.context, self.was):
            number_leaf = context.study.case.graph.leaves.get(piece.number_path)
            if number_leaf is not None and not piece.parts:
                return full_name(context, number_leaf)
        section_name, owner_id, *keys_within_owner = (
            piece.path.split(".") if "." in piece.path else (piece.path, "")
        )
        for context in (self.context, self.was):
            if section_name in _TITLED and owner_id in getattr(context.study.case, section_name):
                owner_title = context.title(section_name, owner_id)
                return (
                    f"{owner_title}: {key_words(context, section_name, tuple(keys_within_owner))}"
                    if keys_within_owner
                    else owner_title
                )
        if section_name == CORRELATIONS:
            context = self.was if piece.now is ABSENT else self.context
            return self.context.say("diff_correlation", pair=pair_text(context, owner_id))
        if section_name == "preconditions":
            check_by_id = checklist(self.difference.now.case.tables)
            return (
                self.context.words(check_by_id[owner_id].text.title, owner_id)
                if owner_id in check_by_id
                else piece.path
            )
        setting_key = f"diff_setting_{owner_id}"
        return (
            self.context.say(setting_key)
            if section_name == "case" and setting_key in sentences()
            else piece.path
        )

    def figure(self, names: tuple[str, str]) -> Figure:
        """From the first balance to the second, change by change."""
        context, difference, asked_id = self.context, self.difference, self.asked
        mean_npv_was_and_now = [
            float(study.outcomes[SOCIETY, asked_id, "npv"].mean())
            for study in (difference.was, difference.now)
        ]
        changes_that_move_npv = [
            change for change in difference.changes if round(change.npv[SOCIETY][asked_id])
        ]
        ordered_changes = sorted(
            changes_that_move_npv, key=lambda change: -abs(change.npv[SOCIETY][asked_id])
        )
        shown_changes, changes_not_shown = ordered_changes[:_MOST_BARS], ordered_changes[_MOST_BARS:]
        chart_steps = [charts.Step(context.say("diff_was"), mean_npv_was_and_now[0], balance=True)]
        chart_steps += [
            charts.Step(self.name(change.piece), change.npv[SOCIETY][asked_id]) for change in shown_changes
        ]
        if changes_not_shown:
            npv_of_changes_not_shown = sum(change.npv[SOCIETY][asked_id] for change in changes_not_shown)
            chart_steps.append(charts.Step(context.say("diff_others"), npv_of_changes_not_shown))
        chart_steps.append(charts.Step(context.say("diff_is"), mean_npv_was_and_now[1], balance=True))
        rows = tuple(
            Row(chart_step.name, (context.amount(chart_step.amount),), total=chart_step.balance)
            for chart_step in chart_steps
        )
        alternative_title = context.title("alternatives", asked_id)
        moved_text = context.about(mean_npv_was_and_now[1] - mean_npv_was_and_now[0])
        return Figure(
            context.say("diff_figure", alternative=alternative_title, moved=moved_text),
            charts.waterfall(chart_steps, context.language),
            context.say("diff_figure_alternative", was=names[0], now=names[1]),
            Table(
                context.say("diff_figure_table", alternative=alternative_title),
                (context.say("diff_npv"),),
                rows,
            ),
            anchor="fig-diff",
        )

    def table(self) -> Table:
        """Each change with what it was and is, and what it moves for what was asked."""
        context, asked_id = self.context, self.asked
        society_npv_by_change, municipality_npv_by_change = (
            _adding_up([change.npv[perspective][asked_id] for change in self.difference.changes])
            for perspective in (SOCIETY, MUNICIPALITY)
        )
        has_chances = any(change.negative[SOCIETY][asked_id] for change in self.difference.changes)
        rows = [
            Row(
                self.name(change.piece),
                (
                    Cell(changed_value_text(self.was, self.context, change.piece)),
                    context.amount(society_npv_by_change[change_index]),
                    context.amount(municipality_npv_by_change[change_index]),
                    *([_points(change.negative[SOCIETY][asked_id])] * has_chances),
                ),
                note=change.piece.path,
            )
            for change_index, change in enumerate(self.difference.changes)
        ]
        total_cells = (
            Cell(""),
            context.amount(sum(society_npv_by_change)),
            context.amount(sum(municipality_npv_by_change)),
            *([_points(self.difference.total_negative[SOCIETY][asked_id])] * has_chances),
        )
        column_keys = ("diff_values", "diff_society", "diff_municipality", *["diff_chance"] * has_chances)
        return Table(
            context.say("diff_table", alternative=context.title("alternatives", asked_id)),
            tuple(context.say(column_key) for column_key in column_keys),
            (*rows, Row(context.say("diff_total"), total_cells, total=True)),
            corner=context.say("diff_change"),
            anchor="table-diff",
        )

    def by_alternative(self) -> list[Table]:
        """What each change moves for society, for the alternatives that were not asked about."""
        context = self.context
        ids_beside_asked = [id_ for id_ in self.difference.alternatives if id_ != self.asked]
        if not ids_beside_asked:
            return []
        npvs_by_alternative = [
            _adding_up([change.npv[SOCIETY][id_] for change in self.difference.changes])
            for id_ in ids_beside_asked
        ]
        rows = [
            Row(
                self.name(change.piece),
                tuple(context.amount(npv_by_change[change_index]) for npv_by_change in npvs_by_alternative),
            )
            for change_index, change in enumerate(self.difference.changes)
        ]
        total_row = Row(
            context.say("diff_total"),
            tuple(context.amount(sum(npv_by_change)) for npv_by_change in npvs_by_alternative),
            total=True,
        )
        return [
            Table(
                context.say("diff_by_alternative"),
                tuple(context.title("alternatives", id_) for id_ in ids_beside_asked),
                (*rows, total_row),
                corner=context.say("diff_change"),
                anchor="table-diff-alternatives",
            )
        ]

    def explained(self) -> Prose:
        """How a change is weighed, and with which draws."""
        order_count = self.difference.orders
        sentence_key = "diff_all_orders" if order_count is None else "diff_some_orders"
        if len(self.difference.changes) == 1:
            sentence_key = "diff_same_draws"
        return Prose(self.context.say(sentence_key, orders=order_count), alone=True)

    def followers(self) -> list[Block]:
        """The numbers that came along with a change, such as those of another municipality."""
        follower_texts = [
            self.context.say(
                "diff_follower",
                number=full_name(self.context, self.difference.now.case.graph.leaves[follower.path]),
                was=self._central(follower.was),
                now=self._central(follower.now),
                through=follower.through,
            )
            for follower in self.difference.followers
            if follower.path in self.difference.now.case.graph.leaves
        ]
        return _listed(self.context, "diff_followers", follower_texts)

    def firmed(self) -> list[Block]:
        """What is known better or worse than it was."""
        steps = firming(self.difference.was, self.difference.now)
        firmer_texts = [self._firming(step) for step in steps if step.is_firmer]
        looser_texts = [self._firming(step) for step in steps if step.is_looser]
        return [
            *_listed(self.context, "diff_firmer", firmer_texts),
            *_listed(self.context, "diff_looser", looser_texts),
        ]

    def _firming(self, step: Firming) -> str:
        context = self.context
        firming_texts = []
        if step.quality[0] != step.quality[1]:
            grades = [context.say("diff_no_number") if grade is None else grade for grade in step.quality]
            firming_texts.append(context.say("diff_grade", was=grades[0], now=grades[1]))
        width_before, width_after = step.spread
        if width_before and width_after and width_before != width_after:
            widths = [context.number(width, "percent") for width in (width_before, width_after)]
            firming_texts.append(context.say("diff_width", was=widths[0], now=widths[1]))
        firmed_leaf = self.difference.now.case.graph.leaves[step.path]
        return f"{full_name(context, firmed_leaf)}: {', '.join(firming_texts)}"

    def otherwise(self) -> list[Block]:
        """What is only told otherwise, and alternatives that only one of the two has."""
        context, blocks = self.context, []
        projects_was_and_now = (self.difference.was.case.projects, self.difference.now.case.projects)
        for sentence_key, project_ids, other_project_ids, titles_context in (
            ("diff_only_was", projects_was_and_now[0], projects_was_and_now[1], self.was),
            ("diff_only_is", projects_was_and_now[1], projects_was_and_now[0], context),
        ):
            only_here_titles = [
                titles_context.title("alternatives", project_id)
                for project_id in project_ids
                if project_id not in other_project_ids
            ]
            blocks += _listed(context, sentence_key, only_here_titles)
        return [*blocks, *_listed(context, "diff_told", list(self.difference.told))]

    def _central(self, amount: float | None) -> str:
        return self.context.say("diff_no_number") if amount is None else self.context.number(amount, "number")


_TITLED = ("alternatives", "lines", "parties", "perspectives", "quantities", "scenarios")


def _points(share: float) -> Cell:
    """A change of a chance, in percentage points."""
    return Cell(round(100 * share, 1), "number")


def _adding_up(amounts: Sequence[float]) -> list[float]:
    """Whole euros of which the sum is that of the amounts, each within one euro of its own."""
    running_totals = [0, *(round(running_total) for running_total in accumulate(amounts))]
    return [float(total_after - total_before) for total_before, total_after in pairwise(running_totals)]


def _listed(context: Context, key: str, items: list[str]) -> list[Block]:
    """A paragraph with a list; nothing where there is nothing to list."""
    if not items:
        return []
    shown_texts = items[:_MOST_LISTED]
    rest_texts = (
        [context.say("diff_more", count=len(items) - len(shown_texts))]
        if len(items) > len(shown_texts)
        else []
    )
    return [Prose(context.say(key), (*shown_texts, *rest_texts))]


def _asked(difference: CaseDifference) -> str:
    """The alternative that the second case is about, or the first that both have."""
    advised_id = advice(difference.now).about
    return advised_id if advised_id in difference.alternatives else difference.alternatives[0]


def _choice(context: Context, alternative: str | None) -> str:
    return context.say("diff_no_choice") if alternative is None else choice(context, alternative)
