"""A finished model learns a user's labels, and keeps what it knew."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gongwen import Tagger
from gongwen.adapt import adapt
from gongwen.cli import app
from gongwen.data import DataFolder
from gongwen.errors import DataError, ModelError
from gongwen.formats import read_document

PLACES = ("东门泵站", "柳湾闸口", "三号渠首", "北堤涵洞", "老鹳河口", "马家圩", "石桥水尺", "南塘", "沙沟", "西坝")
TOWNSHIP = Path(__file__).parents[2] / "examples" / "township-2016.txt"


def log(place: str, hour: int) -> list[tuple[str, list[str], str]]:
    """An invented kind of document, and an invented convention: what was seen on duty is a problem and petition work."""
    return [
        (f"{place}值守日志", [], "title"),
        (f"{hour}时巡见：{place}水位涨{hour}厘米，闸板渗水，已记入簿册。", ["xinfang"], "problem"),
        (f"{hour + 2}时巡见：{place}堤脚有蚁穴，草包三只移位，已记入簿册。", ["xinfang"], "problem"),
        (f"{hour + 4}时交接：钥匙两把、手电一支点清，接班人签字。", [], "other"),
    ]


@pytest.fixture(scope="module")
def taught(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("adapt")
    (root / "mine" / "labels").mkdir(parents=True)
    (root / "mine" / "logs").mkdir()
    rows = []
    for n, place in enumerate(PLACES[:8]):
        lines = log(place, n + 1)
        (root / "mine" / "logs" / f"{n}.txt").write_text("\n".join(text for text, _, _ in lines), encoding="utf-8")
        rows += [
            {"source": f"logs:{n}", "line": k, "topics": topics, "role": role}
            for k, (_, topics, role) in enumerate(lines, 1)
        ]
    labels = "".join(json.dumps(row) + "\n" for row in rows)
    (root / "mine" / "labels" / "mine.jsonl").write_text(labels, encoding="utf-8")
    command = ["train", "--from", "shipped", str(root / "mine"), "-o", str(root / "model"), "--keep", str(TOWNSHIP)]
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 0, result.output
    assert "learnt 32 paragraphs of 8 documents" in result.output
    return root


def test_it_says_of_new_documents_what_the_labels_say(taught: Path) -> None:
    before, after = Tagger.from_pretrained(), Tagger.from_pretrained(taught / "model")
    for n, place in enumerate(PLACES[8:], 5):
        lines = log(place, n)
        text = "\n".join(text for text, _, _ in lines)
        expected = [(role, topics) for _, topics, role in lines]
        assert [(r.role, r.topics) for r in after.tag(text)] == expected
        assert [(r.role, r.topics) for r in before.tag(text)] != expected
        assert after.tag(text)[1].evidence["xinfang"]


def test_it_says_of_other_documents_what_it_said(taught: Path) -> None:
    before, after = Tagger.from_pretrained(), Tagger.from_pretrained(taught / "model")
    said = [[(r.role, r.topics) for r in tagger.tag_file(TOWNSHIP)] for tagger in (before, after)]
    assert said[0] == said[1]


def test_settings_and_card_tell_where_it_comes_from(taught: Path) -> None:
    facts = json.loads((taught / "model" / "settings.json").read_text("utf-8"))["adapted"]
    assert facts["from"] == {"name": "gongwen-student", "sha256": Tagger.from_pretrained().bundle.sha256()}
    assert (facts["documents"], facts["paragraphs"]) == (8, 32)
    assert facts["kept"] == len(read_document(TOWNSHIP).paragraphs)
    assert facts["after"]["role_accuracy"] > facts["before"]["role_accuracy"]
    card = (taught / "model" / "README.md").read_text("utf-8")
    assert card.count("## Taught by its user") == 1


def test_a_taught_model_learns_on(taught: Path) -> None:
    adapt(taught / "model", DataFolder(taught / "mine"), taught / "again")
    first, again = Tagger.from_pretrained(taught / "model"), Tagger.from_pretrained(taught / "again")
    text = "\n".join(text for text, _, _ in log(PLACES[9], 7))
    assert again.tag(text)[1].role_score > first.tag(text)[1].role_score
    assert (taught / "again" / "README.md").read_text("utf-8").count("## Taught by its user") == 1


def test_what_cannot_be_learnt_is_refused_and_nothing_written(taught: Path, tmp_path: Path) -> None:
    labels = tmp_path / "data" / "labels"
    labels.mkdir(parents=True)
    (tmp_path / "data" / "logs").mkdir()
    (tmp_path / "data" / "logs" / "1.txt").write_text("东门泵站值守日志", encoding="utf-8")
    row = {"source": "logs:1", "line": 1, "topics": ["water"], "role": "title"}
    (labels / "a.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"a\.jsonl:1: 'water' is not in the label table"):
        adapt(None, DataFolder(tmp_path / "data"), tmp_path / "out")
    (labels / "a.jsonl").write_text(json.dumps({**row, "source": "gone:1", "topics": []}) + "\n", encoding="utf-8")
    with pytest.raises(DataError, match="no labelled paragraph to learn from"):
        adapt(None, DataFolder(tmp_path / "data"), tmp_path / "out")
    with pytest.raises(ModelError, match="is not a model folder"):
        adapt(None, DataFolder(taught / "mine"), labels)
    assert not (tmp_path / "out").exists()
    assert [file.name for file in labels.iterdir()] == ["a.jsonl"]


def test_more_than_can_be_learnt_this_way_is_refused(
    taught: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gongwen.adapt.run.MOST", 31)
    with pytest.raises(DataError, match="32 labelled paragraphs; more than 31 are better learnt by training anew"):
        adapt(None, DataFolder(taught / "mine"), tmp_path / "out")
