"""One question to simbatch: the options that decide what the right answer is."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Optional


@dataclass(frozen=True)
class Question:
    base: Path
    metric: str = "cosine"
    top: int = 10
    queries: Optional[Path] = None
    farthest: bool = False
    include_self: bool = False
    center_columns: bool = False
    dims: Optional[int] = None
    # The worst value that still counts: a score, or for Euclid a distance.
    limit: Optional[float] = None

    @property
    def smaller_is_closer(self):
        return self.metric == "euclidean"

    @property
    def sign(self):
        """+1 where the larger of two reported values ranks first, −1 where the smaller does."""
        return -1 if self.smaller_is_closer != self.farthest else 1

    @property
    def own_row_excluded(self):
        return self.queries is None and not self.include_self

    def arguments(self):
        """The command line of simbatch, without its output options."""
        words = ["--top", str(self.top), "--metric", self.metric]
        if self.queries:
            words += ["--queries", str(self.queries)]
        if self.farthest:
            words.append("--farthest")
        if self.include_self:
            words.append("--include-self")
        if self.center_columns:
            words.append("--center-columns")
        if self.dims:
            words += ["--dims", str(self.dims)]
        if self.limit is not None:
            words += ["--max-distance" if self.smaller_is_closer else "--min-score", str(self.limit)]
        return words + [str(self.base)]

    def title(self):
        words = self.arguments()[:-1]
        if self.queries:
            words[words.index(str(self.queries))] = self.queries.name
        return f"{self.base.name}: {' '.join(words)}"

    def but(self, **changes):
        return replace(self, **changes)
