"""Exact arithmetic on whole columns (domain §6, rules 1 and 8): nothing overflows, nothing is a float.

A product amount × p / q is never formed: with amount = a·q + b it is a·p + b·p/q, and b·p stays below q². So `FINEST`
bounds the denominators, and sums need only the amounts themselves to fit.
"""

import numpy as np

Whole = np.ndarray  # of int64

FINEST = 2**30  # a denominator up to this: its square, and the sum of a few of them, fit in int64
LARGEST_SUM = 2**62


def times_ratio(amounts: Whole, weights: Whole, scale: int) -> tuple[Whole, Whole]:
    """amounts × weights ÷ scale as whole numbers and what is left over of `scale`, which is never negative."""
    whole, rest = np.divmod(amounts, scale)
    more, left = np.divmod(rest * weights, scale)
    return whole * weights + more, left


def round_half_up(whole: Whole, left: Whole, scale: int) -> Whole:
    """whole + left ÷ scale to a whole number: the absolute value half up, then the sign again."""
    carried, left = np.divmod(left, scale)
    whole = whole + carried
    doubled = 2 * left
    return whole + ((doubled > scale) | ((doubled == scale) & (whole >= 0)))


def divide(totals: Whole, slices: Whole, weights: Whole, scales: Whole) -> Whole:
    """Parts of each total by largest remainder, ties to the earlier place; the sign is put back.

    `slices` (rows × tiers) are the absolute totals by tier, `weights` (rows × tiers × places) what each place gets of a
    tier, in parts of the row's scale.
    """
    places = weights.shape[2]
    parts = np.zeros((len(totals), places), np.int64)
    rests = np.zeros_like(parts)
    for tier in range(slices.shape[1]):
        whole, rest = np.divmod(slices[:, tier], scales)
        parts += whole[:, None] * weights[:, tier]
        rests += rest[:, None] * weights[:, tier]
    more, rests = np.divmod(rests, scales[:, None])
    parts += more
    _give_odd_units(parts, rests, np.abs(totals) - parts.sum(axis=1))
    return np.where(totals[:, None] < 0, -parts, parts)


def _give_odd_units(parts: Whole, rests: Whole, odd: Whole) -> None:
    """One unit each to the largest rests; `argmax` names the earliest of equal ones."""
    rows = np.flatnonzero(odd)
    while rows.size:
        best = rests[rows].argmax(axis=1)
        parts[rows, best] += 1
        rests[rows, best] = -1
        odd[rows] -= 1
        rows = rows[odd[rows] > 0]


def cut_into_tiers(totals: Whole, lowers: Whole, uppers: Whole, is_marginal: np.ndarray) -> Whole:
    """How much of each total falls into each tier (lower < amount ≤ upper); zero and below take the lowest whole."""
    amounts = np.maximum(totals, 0)[:, None]
    marginal = np.clip(amounts, lowers, uppers) - lowers
    within = np.where((lowers < amounts) & (amounts <= uppers), amounts, 0)
    slices = np.where(is_marginal[:, None], marginal, within)
    below = totals <= 0
    slices[below, 0] = -totals[below]
    return slices
