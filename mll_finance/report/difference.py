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
    title = context.words(difference.now.case.settings.title, difference.now.case.settings.id)
    subtitle_text = context.say("diff_subtitle", was=names[0], now=names[1])
    return plain_page(title, subtitle_text, language, difference_blocks(difference, language, names=names))


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
        Callout(telling.context.say("diff_advice"), telling.advice_text(), telling.tone),
    ]
    if difference.changes:
        blocks += [telling.figure(names), telling.table(), *telling.by_alternative(), telling.explained()]
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
        turned_advice = self.difference.turning
        sentences = [self._advice_sentence(), *self._advice_on_others()]
        if turned_advice.turned:
            set_texts = [self._joined(pieces) for pieces in turned_advice.sets]
            key = "diff_turned_fewest" if turned_advice.is_fewest else "diff_turned_enough"
            if turned_advice.is_fewest and len(set_texts) > 1:
                sentences.append(self.context.say("diff_turned_each", sets="; ".join(set_texts)))
            else:
                sentences.append(
                    self.context.say("diff_turned_one", piece=set_texts[0])
                    if len(turned_advice.sets[0]) == 1
                    else self.context.say(key, names=set_texts[0])
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
        for name in self.difference.alternatives:
            advised_before, advised_after = advised_was.of(name), advised_now.of(name)
            if advised_before.kind != advised_after.kind and name not in (
                advised_was.about,
                advised_now.about,
            ):
                yield self.context.say(
                    "diff_advice_turned",
                    about=self.context.title("alternatives", name),
                    was=short_advice(self.was, advised_before),
                    now=short_advice(self.context, advised_after),
                )

    def _joined(self, pieces: Sequence[Piece]) -> str:
        return self.context.say("diff_and").join(self.name(piece) for piece in pieces)

    def name(self, piece: Piece) -> str:
        """Reader's name of a change: of the number, line, quantity or part that it is about."""
        for context in (self.context, self.was):
            leaf = context.study.case.graph.leaves.get(piece.number_path)
            if leaf is not None and not piece.parts:
                return full_name(context, leaf)
        section, owner, *other_keys = piece.path.split(".") if "." in piece.path else (piece.path, "")
        for context in (self.context, self.was):
            if section in _TITLED and owner in getattr(context.study.case, section):
                title = context.title(section, owner)
                return f"{title}: {key_words(context, section, tuple(other_keys))}" if other_keys else title
        if section == CORRELATIONS:
            context = self.was if piece.now is ABSENT else self.context
            return self.context.say("diff_correlation", pair=pair_text(context, owner))
        if section == "preconditions":
            checks = checklist(self.difference.now.case.tables)
            return self.context.words(checks[owner].text.title, owner) if owner in checks else piece.path
        key = f"diff_setting_{owner}"
        return self.context.say(key) if section == "case" and key in sentences() else piece.path

    def figure(self, names: tuple[str, str]) -> Figure:
        """From the first balance to the second, change by change."""
        context, difference, asked_alternative = self.context, self.difference, self.asked
        balances = [
            float(study.outcomes[SOCIETY, asked_alternative, "npv"].mean())
            for study in (difference.was, difference.now)
        ]
        moving_changes = [
            change for change in difference.changes if round(change.npv[SOCIETY][asked_alternative])
        ]
        ordered_changes = sorted(
            moving_changes, key=lambda change: -abs(change.npv[SOCIETY][asked_alternative])
        )
        shown_changes, other_changes = ordered_changes[:_MOST_BARS], ordered_changes[_MOST_BARS:]
        steps = [charts.Step(context.say("diff_was"), balances[0], balance=True)]
        steps += [
            charts.Step(self.name(change.piece), change.npv[SOCIETY][asked_alternative])
            for change in shown_changes
        ]
        if other_changes:
            others_npv = sum(change.npv[SOCIETY][asked_alternative] for change in other_changes)
            steps.append(charts.Step(context.say("diff_others"), others_npv))
        steps.append(charts.Step(context.say("diff_is"), balances[1], balance=True))
        rows = tuple(Row(step.name, (context.amount(step.amount),), total=step.balance) for step in steps)
        alternative = context.title("alternatives", asked_alternative)
        moved_text = context.about(balances[1] - balances[0])
        return Figure(
            context.say("diff_figure", alternative=alternative, moved=moved_text),
            charts.waterfall(steps, context.language),
            context.say("diff_figure_alternative", was=names[0], now=names[1]),
            Table(
                context.say("diff_figure_table", alternative=alternative), (context.say("diff_npv"),), rows
            ),
            anchor="fig-diff",
        )

    def table(self) -> Table:
        """Each change with what it was and is, and what it moves for what was asked."""
        context, asked_alternative = self.context, self.asked
        society, municipality = (
            _adding_up([change.npv[perspective][asked_alternative] for change in self.difference.changes])
            for perspective in (SOCIETY, MUNICIPALITY)
        )
        has_chances = any(change.negative[SOCIETY][asked_alternative] for change in self.difference.changes)
        rows = [
            Row(
                self.name(change.piece),
                (
                    Cell(changed_value_text(self.was, self.context, change.piece)),
                    context.amount(society[place]),
                    context.amount(municipality[place]),
                    *([_points(change.negative[SOCIETY][asked_alternative])] * has_chances),
                ),
                note=change.piece.path,
            )
            for place, change in enumerate(self.difference.changes)
        ]
        totals = (
            Cell(""),
            context.amount(sum(society)),
            context.amount(sum(municipality)),
            *([_points(self.difference.total_negative[SOCIETY][asked_alternative])] * has_chances),
        )
        columns = ("diff_values", "diff_society", "diff_municipality", *["diff_chance"] * has_chances)
        return Table(
            context.say("diff_table", alternative=context.title("alternatives", asked_alternative)),
            tuple(context.say(name) for name in columns),
            (*rows, Row(context.say("diff_total"), totals, total=True)),
            corner=context.say("diff_change"),
            anchor="table-diff",
        )

    def by_alternative(self) -> list[Table]:
        """What each change moves for society, for the alternatives that were not asked about."""
        context = self.context
        alternatives = [name for name in self.difference.alternatives if name != self.asked]
        if not alternatives:
            return []
        columns = [
            _adding_up([change.npv[SOCIETY][name] for change in self.difference.changes])
            for name in alternatives
        ]
        rows = [
            Row(self.name(change.piece), tuple(context.amount(column[place]) for column in columns))
            for place, change in enumerate(self.difference.changes)
        ]
        total_row = Row(
            context.say("diff_total"), tuple(context.amount(sum(column)) for column in columns), total=True
        )
        return [
            Table(
                context.say("diff_by_alternative"),
                tuple(context.title("alternatives", name) for name in alternatives),
                (*rows, total_row),
                corner=context.say("diff_change"),
                anchor="table-diff-alternatives",
            )
        ]

    def explained(self) -> Prose:
        """How a change is weighed, and with which draws."""
        orders = self.difference.orders
        key = "diff_all_orders" if orders is None else "diff_some_orders"
        if len(self.difference.changes) == 1:
            key = "diff_same_draws"
        return Prose(self.context.say(key, orders=orders), alone=True)

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
        spread_before, spread_after = step.spread
        if spread_before and spread_after and spread_before != spread_after:
            widths = [context.number(width, "percent") for width in (spread_before, spread_after)]
            firming_texts.append(context.say("diff_width", was=widths[0], now=widths[1]))
        leaf = self.difference.now.case.graph.leaves[step.path]
        return f"{full_name(context, leaf)}: {', '.join(firming_texts)}"

    def otherwise(self) -> list[Block]:
        """What is only told otherwise, and alternatives that only one of the two has."""
        context, blocks = self.context, []
        projects = (self.difference.was.case.projects, self.difference.now.case.projects)
        for key, of_this, other_projects, titles_context in (
            ("diff_only_was", projects[0], projects[1], self.was),
            ("diff_only_is", projects[1], projects[0], context),
        ):
            lone_titles = [
                titles_context.title("alternatives", name) for name in of_this if name not in other_projects
            ]
            blocks += _listed(context, key, lone_titles)
        return [*blocks, *_listed(context, "diff_told", list(self.difference.told))]

    def _central(self, amount: float | None) -> str:
        return self.context.say("diff_no_number") if amount is None else self.context.number(amount, "number")


_TITLED = ("alternatives", "lines", "parties", "perspectives", "quantities", "scenarios")


def _points(share: float) -> Cell:
    """A change of a chance, in percentage points."""
    return Cell(round(100 * share, 1), "number")


def _adding_up(amounts: Sequence[float]) -> list[float]:
    """Whole euros of which the sum is that of the amounts, each within one euro of its own."""
    running_totals = [0, *(round(total) for total in accumulate(amounts))]
    return [
        float(balance_after - balance_before) for balance_before, balance_after in pairwise(running_totals)
    ]


def _listed(context: Context, key: str, items: list[str]) -> list[Block]:
    """A paragraph with a list; nothing where there is nothing to list."""
    if not items:
        return []
    shown_items = items[:_MOST_LISTED]
    rest_texts = (
        [context.say("diff_more", count=len(items) - len(shown_items))]
        if len(items) > len(shown_items)
        else []
    )
    return [Prose(context.say(key), (*shown_items, *rest_texts))]


def _asked(difference: CaseDifference) -> str:
    """The alternative that the second case is about, or the first that both have."""
    about_alternative = advice(difference.now).about
    return about_alternative if about_alternative in difference.alternatives else difference.alternatives[0]


def _choice(context: Context, alternative: str | None) -> str:
    return context.say("diff_no_choice") if alternative is None else choice(context, alternative)
