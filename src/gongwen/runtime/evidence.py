"""Which sentences carry a topic, and what a paragraph of several windows is about.

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
from .ngrams import NgramTables
from .record import Evidence
from .scorer import Float, Logits
from .sequence import Double

PASSAGE = 120
"""Least characters of a passage."""


@dataclass(frozen=True)
class EvidenceFinder:
    """Scores parts of a paragraph with what the tagger has computed already, and the n-gram table."""

    tokenizer: ParagraphTokenizer
    reserved: frozenset[int]
    """Ids that the windows leave out."""
    ngrams: NgramTables | None
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
        logits = self._logits(text, tokens, [(n, n + 1) for n in range(len(found))])
        return found, sigmoid(self._together(logits))

    def with_passages(self, logits: Logits, paragraph: int, text: str) -> None:
        """Give a paragraph, in place, the topic logits of the passage that speaks most for the topic, where it does so
        more than the whole.

        In a paragraph of several windows a topic of one sentence drowns, in the mean of its piece and in the bag of its
        words. Passages are runs of sentences of about the length of a paragraph.

        Args:
            logits: those of the document; its arrays are changed.
            paragraph: position in it.
            text: the paragraph's.
        """
        lengths = [end - start for start, end in sentences(text)]
        runs, first = [], 0
        for n in range(1, len(lengths) + 1):
            if sum(lengths[first:n]) >= PASSAGE or n == len(lengths):
                runs.append((first, n))
                first = n
        passages = self._logits(text, logits.tokens[paragraph], runs)
        row = np.arange(len(logits.topics)) == paragraph
        scores, whole = self._together(passages), self._together(logits.at(row))[0]
        for topic, best in enumerate(scores.argmax(axis=0) if runs else ()):
            if scores[best, topic] > whole[topic]:
                logits.topics[paragraph, topic] = passages.topics[best, topic]
                if logits.ngrams is not None and passages.ngrams is not None:
                    logits.ngrams.topics[paragraph, topic] = passages.ngrams.topics[best, topic]

    def _logits(self, text: str, tokens: Float, runs: Sequence[tuple[int, int]]) -> Logits:
        """Topic logits of runs of sentences ``first:last``, without roles."""
        found = sentences(text)
        plain = simplify(text)
        starts = [start for start, _ in sentences(plain)]  # as many, by the same marks, though characters may be fewer
        sentence = np.searchsorted(starts, self.tokenizer.starts(plain, self.reserved), side="right") - 1
        logits = np.full((len(runs), len(self.topics)), -np.inf, dtype=np.float32)
        for n, (first, last) in enumerate(runs):
            inside = (first <= sentence) & (sentence < last)
            if inside.any():
                logits[n] = tokens[inside].mean(axis=0)
        beside = None
        if self.ngrams is not None:
            beside = self.ngrams.score(
                [(text[found[first][0] : found[last - 1][1]], "", "", "") for first, last in runs]
            )
        return Logits(logits, np.zeros((len(runs), 0), dtype=np.float32), beside)

    def _together(self, logits: Logits) -> Double:
        return topic_scores(logits, self.calibration.topic_temperature, self.calibration.topic_ngram_weight)

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
