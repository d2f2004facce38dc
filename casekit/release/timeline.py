"""Timelines: the days of what is counted, in pieces between the first and last days of the periods told."""

from bisect import bisect_left
from itertools import pairwise

import numpy as np

Span = tuple[int, int]


class Timeline:
    """The spans told of one thing, and the pieces that every span is made of; days are numbers."""

    def __init__(self) -> None:
        self.spans: set[Span] = set()
        self._cut: tuple[int, list[Span]] = (0, [])

    @property
    def pieces(self) -> list[Span]:
        """The days told, cut wherever a span begins or ends, in order."""
        if self._cut[0] != len(self.spans):
            self._cut = len(self.spans), self._pieces()
        return self._cut[1]

    def _pieces(self) -> list[Span]:
        cuts = sorted({day for first, last in self.spans for day in (first, last + 1)})
        ordered, reach, place, found = sorted(self.spans), -np.inf, 0, []
        for first, after in pairwise(cuts):
            while place < len(ordered) and ordered[place][0] <= first:
                reach, place = max(reach, ordered[place][1]), place + 1
            if reach >= first:
                found.append((first, after - 1))
        return found

    def within(self, span: Span) -> list[Span]:
        """The pieces that lie inside a span."""
        pieces = self.pieces
        begin = bisect_left(pieces, span[:1])
        return [piece for piece in pieces[begin : bisect_left(pieces, (span[1] + 1,))] if piece[1] <= span[1]]

    def around(self, span: Span) -> list[Span] | None:
        """The pieces that together hold a span; None where some of its days are not told."""
        pieces = self.pieces
        begin = max(bisect_left(pieces, (span[0] + 1,)) - 1, 0)
        found = [one for one in pieces[begin : bisect_left(pieces, (span[1] + 1,))] if one[1] >= span[0]]
        days = [day for one in found for day in one]
        whole = bool(found) and days[0] <= span[0] and days[-1] >= span[1]
        return found if whole and all(b == a + 1 for a, b in zip(days[1:-1:2], days[2::2], strict=True)) else None
