"""What a selection is worth: net benefit by threshold, and the precision that it needs at a recall and a capacity."""

import numpy as np
import numpy.typing as npt

from mll_finance.formulas._arrays import FloatArray, finite, require_shares, unwrap


def net_benefit(right: npt.ArrayLike, wrong: npt.ArrayLike, *, threshold: npt.ArrayLike) -> FloatArray:
    """Return the net benefit of a selection for somebody who follows up from a threshold probability.

    Parameters
    ----------
    right : array_like
        True positives as a share of everybody (fraction).
    wrong : array_like
        False positives as a share of everybody (fraction).
    threshold : array_like
        Probability from which following up is worth it (fraction, below 1).

    Returns
    -------
    ndarray
        Net benefit, in true positives for each person (fraction; may be below zero).

    Notes
    -----
    Convention: nobody is selected at a net benefit of zero; ``right - wrong x threshold / (1 - threshold)``.

    References
    ----------
    Vickers, A.J. and Elkin, E.B. (2006), "Decision curve analysis: a novel method for evaluating prediction models",
    Medical Decision Making 26(6): 565-574.

    Examples
    --------
    >>> round(float(net_benefit(0.3, 0.7, threshold=0.1)), 4)
    0.2222
    """
    threshold_array = np.asarray(threshold, dtype=np.float64)
    if not np.all((threshold_array >= 0) & (threshold_array < 1)):
        raise ValueError(
            f"threshold: found {threshold_array}; allowed is a probability from 0 up to but not 1"
        )
    odds = threshold_array / (1 - threshold_array)
    return unwrap(finite(right, "right") - finite(wrong, "wrong") * odds)


def selected_shares(
    precision: npt.ArrayLike, recall: npt.ArrayLike, *, prevalence: npt.ArrayLike
) -> tuple[FloatArray, FloatArray]:
    """Return true and false positives as shares of everybody, from a point of a precision-recall curve.

    Parameters
    ----------
    precision : array_like
        Share of the selected for whom following up is right (fraction, above 0).
    recall : array_like
        Share of those for whom it is right that is selected (fraction).
    prevalence : array_like
        Share of everybody for whom it is right (fraction).

    Returns
    -------
    tuple of ndarray
        True and false positives (fractions).

    Notes
    -----
    Convention: ``recall x prevalence`` is found, and for each of these ``(1 - precision) / precision`` are wrong.

    References
    ----------
    Davis, J. and Goadrich, M. (2006), "The relationship between precision-recall and ROC curves", ICML.

    Examples
    --------
    >>> [round(float(share), 4) for share in selected_shares(0.25, 0.5, prevalence=0.1)]
    [0.05, 0.15]
    """
    require_shares(precision=precision, recall=recall, prevalence=prevalence)
    precision_array = np.asarray(precision, dtype=np.float64)
    if not np.all(precision_array > 0):
        raise ValueError("precision: found 0; where nobody is selected rightly, a recall says nothing")
    rightly_selected_share = np.asarray(recall, dtype=np.float64) * np.asarray(prevalence, dtype=np.float64)
    return unwrap(rightly_selected_share), unwrap(
        rightly_selected_share * (1 - precision_array) / precision_array
    )


def worthwhile_from(gain: float, loss: float) -> float | None:
    """Return the probability from which following up is worth it.

    Parameters
    ----------
    gain : float
        What following up brings where it is right (EUR).
    loss : float
        What it costs where it is not (EUR, above zero for a loss).

    Returns
    -------
    float or None
        The threshold probability (fraction); 0 where a false positive costs nothing, None where no probability will do.

    Notes
    -----
    Convention: ``p gain = (1 - p) loss``, so ``p = loss / (gain + loss)``.

    References
    ----------
    Pauker, S.G. and Kassirer, J.P. (1975), "Therapeutic decision making: a cost-benefit analysis", New England
    Journal of Medicine 293: 229-234.

    Examples
    --------
    >>> worthwhile_from(900.0, 100.0), worthwhile_from(900.0, -5.0), worthwhile_from(-900.0, 100.0)
    (0.1, 0.0, None)
    """
    if gain <= 0:
        return None if loss >= 0 else 0.0
    return max(loss, 0.0) / (gain + max(loss, 0.0))


def precision_needed(
    recall: npt.ArrayLike, *, gain: float, loss: float, needed: float, reach: float
) -> FloatArray:
    """Return the precision at which a selection breaks even, for each recall at a given capacity.

    Parameters
    ----------
    recall : array_like
        Share of the cases that the selection would find, were there capacity for all that it selects (fraction).
    gain : float
        What a true positive brings (EUR).
    loss : float
        What a false positive costs (EUR, zero or more).
    needed : float
        What all selections together must bring, for each case that there is to find (EUR).
    reach : float
        Selections that can be followed up, for each case that there is to find.

    Returns
    -------
    ndarray
        Precision, one for each recall; NaN where none from 0 to 1 will do.

    Notes
    -----
    Convention: a selection of recall R and precision P asks for R / P follow-ups for each case. Within the reach it
    brings ``R (gain - loss (1 - P) / P)``, beyond it ``reach (P gain - (1 - P) loss)``: there recall is worth nothing.

    References
    ----------
    Davis, J. and Goadrich, M. (2006), "The relationship between precision-recall and ROC curves", ICML.

    Examples
    --------
    >>> precision_needed([0.1, 0.5, 0.9], gain=1000.0, loss=100.0, needed=200.0, reach=1.0).round(4).tolist()
    [nan, 0.2727, 0.2727]
    """
    require_shares(recall=np.asarray(recall, dtype=np.float64))
    recall_array = np.atleast_1d(np.asarray(recall, dtype=np.float64))
    if not (gain > 0 and loss >= 0 and reach > 0):
        raise ValueError(
            "gain, loss, reach: a true positive brings something and a false one costs something"
        )
    precision_at_capacity = (needed / reach + loss) / (gain + loss)
    with np.errstate(divide="ignore", invalid="ignore"):
        euros_per_share = gain + loss - needed / recall_array
        precision_within_reach = loss / euros_per_share
        is_enough = recall_array * gain >= needed
        is_full = recall_array >= precision_at_capacity * reach
    needed_precision = np.where(
        is_full, precision_at_capacity, np.where(is_enough, precision_within_reach, np.nan)
    )
    precision_or_nan = np.where((needed_precision >= 0) & (needed_precision <= 1), needed_precision, np.nan)
    return unwrap(precision_or_nan if np.ndim(recall) else precision_or_nan[0])
