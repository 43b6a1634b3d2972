"""Tables: Parquet, whose types of text are read; damage costs a row or a group of rows."""

import sys

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gongwen.errors import Fault
from gongwen.formats import ReadOptions
from gongwen.formats.tables import read_parquet

from .invented import ONE, THREE, TWO, as_parquet, brief, good, read, refusal


def test_parquet_types_of_text() -> None:
    texts = [ONE, None, TWO]
    for kind in (pa.large_string(), pa.binary(), pa.dictionary(pa.int32(), pa.string())):
        values = [t.encode() if t and kind == pa.binary() else t for t in texts]
        assert good(read_parquet, as_parquet({"text": pa.array(values).cast(kind)})) == {"t#1": ONE, "t#3": TWO}
    error = refusal(read_parquet, as_parquet({"text": [1, 2]}))
    assert error.code is Fault.NO_TEXT_COLUMN
    assert "int64" in error.reason


def test_a_parquet_row_that_is_no_text_is_told() -> None:
    data = as_parquet({"text": pa.array([ONE.encode(), b"\xff\xfe", TWO.encode()])})
    assert brief(read(read_parquet, data)) == [("t#1", ONE), ("t#2", Fault.DAMAGED), ("t#3", TWO)]


def test_a_damaged_row_group_does_not_cost_the_next() -> None:
    out = pa.BufferOutputStream()
    pq.write_table(
        pa.table({"text": [ONE, TWO, THREE]}), out, row_group_size=1, compression="none", use_dictionary=False
    )
    data = bytearray(out.getvalue().to_pybytes())
    data[4:20] = b"\xff" * 16
    found = brief(read(read_parquet, bytes(data)))
    assert found == [("t#1", Fault.DAMAGED), ("t#2", TWO), ("t#3", THREE)]


def test_parquet_limits_and_damage(monkeypatch: pytest.MonkeyPatch) -> None:
    data = as_parquet({"text": [ONE, TWO]})
    assert refusal(read_parquet, data, ReadOptions(most_unpacked=10)).code is Fault.BOMB
    assert refusal(read_parquet, data[:-9]).code is Fault.DAMAGED
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    error = refusal(read_parquet, data)
    assert error.code is Fault.NEEDS_EXTRA
    assert "pip install 'gongwen-tagger[parquet]'" in error.reason
