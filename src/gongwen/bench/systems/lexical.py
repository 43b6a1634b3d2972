"""What needs no encoder: rules, and bags of characters."""

from typing import Any

from ...errors import ConfigError
from ...evaluation.run import by_rules
from ...labels import LabelSet
from ..parts import Part
from .base import ByDocument, Fitted, Score, chosen
from .linear import LinearHeads

_GRAMS = (1, 3)
_COSTS = (0.3, 1.0, 3.0)


class Rules:
    """Keywords for topics, numbering and wording for roles."""

    name, seeds = "rules", False

    def fit(self, train: Part, dev: Part, labels: LabelSet, seed: int) -> Fitted:
        if labels != LabelSet.load():
            raise ConfigError(
                f"{labels.source or 'labels.yaml'}: the rules are written for the shipped label table; use --skip rules"
            )
        return ByDocument(lambda document: by_rules(document, labels), labels)


class TfidfSvm:
    """Character 1- to 3-grams with sublinear tf-idf, linear support vector machines; their cost chosen on dev."""

    name, seeds = "tfidf-svm", False

    def fit(self, train: Part, dev: Part, labels: LabelSet, seed: int) -> Fitted:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.svm import LinearSVC

        grams = TfidfVectorizer(analyzer="char", ngram_range=_GRAMS, sublinear_tf=True, min_df=2)
        features = grams.fit_transform(train.texts)

        def scored(cost: float) -> Score:
            def make() -> Any:
                return LinearSVC(C=cost, random_state=0)

            heads = LinearHeads(make, features, train.topics, train.roles, len(labels.roles))
            return lambda texts: heads(grams.transform(texts))

        return chosen((({"C": cost}, scored(cost)) for cost in _COSTS), dev, labels)
