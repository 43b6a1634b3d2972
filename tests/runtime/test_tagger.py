"""The shipped tagger: contract, independence of the company a document is tagged in, no torch."""

import json
import multiprocessing
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gongwen import GongwenError, Tagger
from gongwen.documents import Document, segment
from gongwen.errors import ModelError, ReadError
from gongwen.runtime import open_bundle
from gongwen.runtime.decide import sigmoid, softmax
from gongwen.windows import build_windows
from tests.conftest import REPORT


def test_a_report_is_tagged_as_a_reader_would(tagger: Tagger) -> None:
    records = {record.text[:6]: record for record in tagger.tag(REPORT)}
    assert records["青岭镇202"].role == "title"
    assert records["今年以来，在"].role == "lead"
    assert records["一、主要工作"].role == "heading"
    assert (records["1．外出招商"].role, records["1．外出招商"].topics) == ("measure", ["zhaoshang"])
    assert records["实行领导干部"].topics == ["xinfang"]
    assert records["九月，镇科协"].topics == ["kepu"]
    assert records["一是产业基础"].role == "problem"
    assert records["明年，我们将"].role == "plan"
    assert set(records["明年，我们将"].topics) == {"zhaoshang", "dangjian"}


def test_offsets_point_into_the_text(tagger: Tagger) -> None:
    for record in tagger.tag(REPORT):
        assert REPORT[record.start : record.end] == record.text


def test_level_and_path_follow_the_roles(tagger: Tagger) -> None:
    for record in tagger.tag(REPORT):
        assert (record.level > 0) == (tagger.labels.role_kind(record.role) == "heading")
        assert record.level in (0, len(record.path) + 1)


def test_a_document_gets_the_same_labels_alone_and_among_others(tagger: Tagger, tmp_path: Path) -> None:
    texts = [REPORT, REPORT.replace("青岭镇", "白水乡") * 4, "一、加强领导\n成立领导小组。\n", "- 1 -\n来源：本站\n"]
    paths = []
    for n, text in enumerate(texts):
        path = tmp_path / f"{n}.txt"
        path.write_text(text, encoding="utf-8")
        paths.append(str(path))
    alone = {path: [r.to_dict() for r in tagger.tag_file(path)] for path in paths}
    for seed in range(3):
        random.Random(seed).shuffle(paths)
        together = dict(tagger.tag_files(paths))
        assert {p: [r.to_dict() for r in rs] for p, rs in together.items() if isinstance(rs, list)} == alone


def test_the_number_of_threads_changes_nothing() -> None:
    def records(threads: int) -> list[dict[str, Any]]:
        return [record.to_dict() for record in Tagger.from_pretrained(threads=threads).tag(REPORT * 3)]

    assert records(1) == records(2) == records(3)


@pytest.mark.parametrize("threads", [1, 3])
def test_documents_one_after_another_are_as_each_alone(threads: int) -> None:
    tagger = Tagger.from_pretrained(threads=threads)
    documents = [segment(REPORT * n + f"第{n}稿", str(n)) for n in (1, 3, 1, 2, 1, 1, 4, 1, 2, 1)]
    taken: list[str] = []

    def one_by_one() -> Iterator[Document]:
        for document in documents:
            taken.append(document.name)
            yield document

    results = tagger.tag_documents(one_by_one())
    first = next(results)
    assert len(taken) == (1 if threads == 1 else 7)  # no more are held than keep the threads busy
    assert [first, *results] == [tagger.tag_document(document) for document in documents]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows starts processes anew")
def test_a_forked_process_tags_as_well(tagger: Tagger) -> None:
    expected = [record.to_dict() for record in tagger.tag(REPORT)]
    with multiprocessing.get_context("fork").Pool(1) as pool:
        found = pool.apply_async(tagger.tag, (REPORT,)).get(timeout=60)
    assert [record.to_dict() for record in found] == expected


def test_who_stops_early_waits_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    tagger = Tagger.from_pretrained(threads=2)
    computed: list[int] = []
    run = tagger._scorer.run

    def slow(ids: Any, mask: Any, pool: Any) -> Any:
        computed.append(ids.shape[1])
        time.sleep(0.1)
        return run(ids, mask, pool)

    monkeypatch.setattr(tagger._scorer, "run", slow)
    results = tagger.tag_documents([segment(REPORT, "a"), *[segment(REPORT * 30, "b")] * 4])
    next(results)
    results.close()  # type: ignore[attr-defined]
    begun = len(computed)
    tagger.tag(REPORT)
    windows = build_windows(segment(REPORT), tagger.bundle.tokenizer(), tagger.bundle.windows)
    assert len(computed) <= begun + 2 + len(windows)  # no more than was under way


def test_noise_carries_no_topic(tagger: Tagger) -> None:
    for record in tagger.tag("来源：科普网 作者：信访局 更新时间：2012-03-04\n" + REPORT):
        if tagger.labels.role_kind(record.role) == "noise":
            assert record.topics == []


def test_a_paragraph_longer_than_any_window_is_read_to_its_end(tagger: Tagger) -> None:
    filler = "全镇新修机耕道三公里，改造渠道八百米，栽植果树四千株，群众生产条件有了明显改善。" * 60
    last = "同时认真做好信访工作，接待来访群众八十批，调处矛盾纠纷六十二起，化解信访积案五件，没有发生越级上访。"
    record = tagger.tag(filler + last * 4)[0]
    assert len(record.text) > 2000
    assert "xinfang" in record.topics


def test_files_that_fail_do_not_stop_the_others(tagger: Tagger, tmp_path: Path) -> None:
    good, bad = tmp_path / "a.txt", tmp_path / "b.txt"
    good.write_text(REPORT, encoding="utf-8")
    bad.write_bytes(b"")
    results = dict(tagger.tag_files([bad, good, tmp_path / "none.txt"]))
    assert isinstance(results[str(good)], list)
    assert isinstance(results[str(bad)], ReadError)
    assert "no such file" in str(results[str(tmp_path / "none.txt")])


def test_a_folder_stands_for_its_documents(tagger: Tagger, tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "sub/c.md", ".hidden.txt", "picture.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("正文一句。", encoding="utf-8")
    found = [Path(path).name for path, _ in tagger.tag_files([tmp_path])]
    assert found == ["a.txt", "b.txt", "c.md"]
    assert all(not isinstance(result, GongwenError) for _, result in tagger.tag_files([tmp_path]))


def test_traditional_text_gets_the_labels_of_simplified_text(tagger: Tagger) -> None:
    import opencc

    traditional = opencc.OpenCC("s2hk").convert(REPORT)
    ours = [(r.role, r.topics) for r in tagger.tag(REPORT)]
    theirs = [(r.role, r.topics) for r in tagger.tag(traditional)]
    assert sum(a == b for a, b in zip(ours, theirs, strict=True)) >= len(ours) - 1
    assert tagger.tag(traditional)[0].text in traditional


def test_an_empty_text_has_no_records(tagger: Tagger) -> None:
    assert tagger.tag("") == []
    assert tagger.tag(" \n\n　　\n") == []


def test_tagging_imports_no_torch() -> None:
    code = (
        "import sys; from gongwen import Tagger; Tagger.from_pretrained().tag('一、加强领导\\n成立小组。');"
        "heavy = {'torch', 'transformers', 'datasets', 'sklearn', 'pandas', 'onnx'} & set(sys.modules);"
        "sys.exit(f'imported: {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_probabilities_are_probabilities() -> None:
    scores = np.array([[-1e4, 0.0, 1e4]])
    with np.errstate(over="raise"):
        topics, roles = sigmoid(scores), softmax(scores)
    assert topics.tolist() == [[0.0, 0.5, 1.0]]
    assert roles.sum() == pytest.approx(1.0)


class TestModelFolder:
    """A missing or damaged folder is named, with what is wrong."""

    @pytest.fixture
    def folder(self, tmp_path: Path, tagger: Tagger) -> Path:
        copy = tmp_path / "model"
        copy.mkdir()
        for file in tagger.bundle.path.iterdir():
            (copy / file.name).write_bytes(file.read_bytes())
        return copy

    def test_a_copy_opens(self, folder: Path) -> None:
        assert open_bundle(folder).labels.topic_keys

    def test_one_of_format_1_opens_without_a_table(self, folder: Path) -> None:
        settings = json.loads((folder / "settings.json").read_text())
        settings["format"] = 1
        settings["sha256"].pop("ngrams.safetensors", None)
        for weight in ("topic_ngram_weight", "role_ngram_weight"):
            settings["calibration"].pop(weight, None)
        (folder / "settings.json").write_text(json.dumps(settings))
        (folder / "ngrams.safetensors").unlink(missing_ok=True)
        assert open_bundle(folder).ngrams() is None
        assert Tagger.from_pretrained(folder).tag("一、加强领导")

    def test_missing(self, tmp_path: Path) -> None:
        with pytest.raises(ModelError, match="no such model folder"):
            open_bundle(tmp_path / "none")
        with pytest.raises(ModelError, match="not a model folder"):
            open_bundle(tmp_path)

    @pytest.mark.parametrize("file", ["model.onnx", "tokenizer.json", "labels.yaml"])
    def test_damaged(self, folder: Path, file: str) -> None:
        data = bytearray((folder / file).read_bytes())
        data[len(data) // 2] ^= 0xFF
        (folder / file).write_bytes(data)
        with pytest.raises(ModelError, match=f"{file} is damaged"):
            open_bundle(folder)

    @pytest.mark.parametrize("text", ["", "{", "[]", '{"format": 1}'])
    def test_damaged_settings(self, folder: Path, text: str) -> None:
        (folder / "settings.json").write_text(text)
        with pytest.raises(ModelError, match=r"settings\.json is damaged"):
            open_bundle(folder)

    def test_from_a_later_version(self, folder: Path) -> None:
        settings = json.loads((folder / "settings.json").read_text())
        (folder / "settings.json").write_text(json.dumps(settings | {"format": 99}))
        with pytest.raises(ModelError, match="upgrade"):
            open_bundle(folder)


def test_the_shipped_model_has_a_name_and_a_data_folder_is_no_model(tmp_path: Path) -> None:
    assert open_bundle("shipped").path == open_bundle().path
    (tmp_path / "labels").mkdir()
    with pytest.raises(ModelError, match="a data folder, no model folder; the word shipped names"):
        open_bundle(tmp_path)
