"""Public methods as score functions: a view of a night in, a score per conversation out, higher is worse."""

from collections.abc import Callable, Mapping

from benchmarks.baselines import (
    association,
    copies,
    labels,
    language,
    outliers,
    representations,
    simple,
)
from benchmarks.baselines.views import Scores, View

BASELINES: Mapping[str, Callable[[View], Scores]] = {
    "random": simple.random,
    "length": simple.length,
    "profanity": simple.profanity,
    "keywords": simple.keywords,
    "answer_grams": simple.answer_grams,
    "minhash": copies.minhash,
    "embedding_duplicates": copies.embedding_duplicates,
    "isolation_forest": outliers.isolation_forest,
    "slof": outliers.slof,
    "perplexity": language.perplexity,
    "onion": language.onion,
    "z_defence": association.z_defence,
    "activation_clustering": representations.activation_clustering,
    "spectral": representations.spectral,
    "confident_learning": labels.confident_learning,
    "novel_answer_grams": simple.novel_answer_grams,
    "novel_z_defence": association.novel_z_defence,
}

KNOW_HISTORY = ("novel_answer_grams", "novel_z_defence")

__all__ = ["BASELINES", "KNOW_HISTORY", "Scores", "View"]
