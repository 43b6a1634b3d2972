"""Text → token ids, without `transformers`: the `tokenizers` library and one JSON file."""

from collections.abc import Sequence
from pathlib import Path

from tokenizers import Tokenizer

from ..documents import simplify
from ..errors import ModelError


class ParagraphTokenizer:
    """Tokenizes paragraph texts as the model sees them: simplified, without special tokens, never truncated."""

    def __init__(self, path: Path) -> None:
        """Load ``tokenizer.json``.

        Raises:
            ModelError: the file is missing or not a tokenizer.
        """
        try:
            self._tokenizer = Tokenizer.from_file(str(path))
        except Exception as error:  # the library raises bare Exception for every fault
            raise ModelError(f"{path}: not a readable tokenizer ({error})") from error
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()

    def encode(self, texts: Sequence[str]) -> list[list[int]]:
        """Ids of each text."""
        encodings = self._tokenizer.encode_batch_fast([simplify(text) for text in texts], add_special_tokens=False)
        return [encoding.ids for encoding in encodings]

    def starts(self, plain: str, reserved: frozenset[int]) -> list[int]:
        """Where the tokens of a text begin in it; `encode` is faster.

        Args:
            plain: simplified text.
            reserved: ids to leave out.
        """
        encoded = self._tokenizer.encode(plain, add_special_tokens=False)
        return [start for token, (start, _) in zip(encoded.ids, encoded.offsets, strict=True) if token not in reserved]
