"""Which sentences carry a topic.

Between the encoder's states and a paragraph's topic logit all is linear: the logit is the mean of its tokens' logits.
So a sentence, read in its context, has a logit of its own, the mean of its tokens'; the n-gram table scores it as it
would a paragraph of these words. Both are put together as for a paragraph: the score of a sentence is how probable the
topic would be, were the paragraph like it all through.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..documents import Paragraph, simplify
from ..documents.sentences import sentences
from ..windows import ParagraphTokenizer
from .bundle import Calibration
from .decide import SCORE_DIGITS, sigmoid, topic_scores
from .ngrams import NgramHeads
from .record import Evidence
from .scorer import Float, Logits


@dataclass(frozen=True)
class EvidenceFinder:
    """Scores sentences with what the tagger has computed already, and the n-gram table."""

    tokenizer: ParagraphTokenizer
    reserved: frozenset[int]
    """Ids that the windows leave out."""
    ngrams: NgramHeads | None
    calibration: Calibration
    topics: tuple[str, ...]
    """Keys, in the order of the columns."""

    def scores(self, text: str, tokens: Float) -> tuple[list[tuple[int, int]], Float]:
        """Sentences of a paragraph (start and end in `text`), and how probable each topic is by each: (sentences,
        topics).

        Args:
            text: the paragraph's.
            tokens: (tokens, topics) logits of its tokens (`Logits.tokens`).
        """
        found = sentences(text)
        plain = simplify(text)
        seen = sentences(plain)  # the same marks in the same order, though characters may have become fewer
        starts = [start for start, _ in seen]
        at = np.searchsorted(starts, self.tokenizer.starts(plain, self.reserved), side="right") - 1
        logits = np.full((len(found), len(self.topics)), -np.inf, dtype=np.float32)
        for n in range(len(found)):
            if (at == n).any():
                logits[n] = tokens[at == n].mean(axis=0)
        beside = None
        if self.ngrams is not None:
            beside = self.ngrams.score([(text[start:end], "", "", "") for start, end in found])
        c = self.calibration
        together = Logits(logits, np.zeros((len(found), 0), dtype=np.float32), beside)
        return found, sigmoid(topic_scores(together, c.topic_temperature, c.topic_ngram_weight))

    def find(self, paragraph: Paragraph, tokens: Float, given: Sequence[str]) -> dict[str, list[Evidence]]:
        """For each topic given the sentences that carry it, in order: those that reach its threshold by themselves,
        else the likeliest one."""
        if not given:
            return {}
        found, scores = self.scores(paragraph.text, tokens)
        places = [paragraph.locate(*sentence) for sentence in found]
        evidence = {}
        for key in given:
            column = scores[:, self.topics.index(key)]
            carrying = column >= self.calibration.thresholds[key]
            carrying[column.argmax()] = True
            evidence[key] = [
                Evidence(*places[n], round(float(column[n]), SCORE_DIGITS)) for n in np.flatnonzero(carrying)
            ]
        return evidence
