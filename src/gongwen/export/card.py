"""The model card: what the model is, what it learned from, how good it is, where it fails, how to make it again."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..data import WRITTEN
from ..evaluation import Interval, Predictions, bootstrap, reliability
from ..evaluation.run import counted
from ..labels import LabelSet
from ..runtime import Calibration
from ..runtime.bundle import CARD_FILE
from ..runtime.ngrams import ORDERS
from .parity import Parity

_CARD = """\
---
language: zh
license: apache-2.0
library_name: gongwen-tagger
---

# {name}

Tags every paragraph of Chinese work reports (工作总结, 工作汇报, 述职报告, 政府工作报告) with topics (several or
none) and one role. Runs on onnxruntime, {form}, without torch: `gongwen tag FILE --model DIR`.

## Model

- Encoder: `{encoder}`{layers}, {tuned}; windows of {max_tokens} tokens hold whole consecutive paragraphs
  with the article's title and the open headings; one mean-pooled state a paragraph; a sigmoid head for topics, a
  softmax head for roles.{ngrams}
{weights}
- ONNX fp32 differs from torch by at most {fp32_difference:.0e} in any logit; {form} gives the same role as torch to
  {role_agreement:.1%} and the same topics to {topic_agreement:.1%} of the dev paragraphs.

## Data

| | documents | of them written for the purpose | labelled paragraphs |
|---|---:|---:|---:|
{splits}

Train is learnt from; dev chooses the epoch, the temperatures, the thresholds and the band of doubt; test reports. No
test paragraph has a near-copy in train. Origin and labelling: `data/README.md`.

## How good

With 95% bootstrap intervals over documents. On test the whole way is measured, from the file to the labels; the dev
figures flatter, as everything was chosen by them.

| | paragraphs | topic macro-F1 | role macro-F1 | role accuracy | role span-F1 |
|---|---:|---|---|---|---|
{parts}

| | calibration error (topics / roles) | Brier (topics / roles) | wrong | flagged `unsure` | wrong among the others |
|---|---|---|---|---|---|
{trust}

## Labels

F1 on {label_part}, and the probability from which a topic is given.

| label | | F1 | threshold |
|---|---|---|---|
{rows}

Temperatures: topics {topic_temperature:.2f}, roles {role_temperature:.2f}; weight of the n-gram table: topics
{topic_ngram_weight:.2f}, roles {role_ngram_weight:.2f}. Where a paragraph stands (first, last,
heading by form …) adds log-odds of the roles, counted on the training documents, with weight {structure_weight:.2f}; so
do the roles before and after it, as a chain, with weight {transition_weight:.2f}.
A paragraph is flagged `unsure` where the product of its labels' probabilities is below {unsure_below:.2f}, chosen so
that on dev (written and public part weighing the same) {sure_error:.0%} of the others have a wrong label.

## Limits

- Real files are harder than documents written for the purpose; the public part of test shows by how much.
- On kinds of documents far from work reports (statutes, novels, tables) its labels mean little.
- 成效 and 举措, 经验 and 计划, 概况 and 导语 are the roles it mixes up most, as people do.
- It reads what a paragraph says, not whether it is true.

## Reproduce

    gongwen encoder import {encoder}
    {train}
    gongwen export {run} --output models/{name}

Trained in {minutes:.0f} minutes on {device} with {precision} ({versions}).
"""


_INT8 = (
    "- Int8 weights, seven bits, per channel, but for the products after a GELU, which stay in fp32; activations "
    "scaled per\n  window, so a document's labels do not depend on others."
)


@dataclass(frozen=True)
class Report:
    """What the card is made of; every figure comes from the run or the export."""

    facts: dict[str, Any]
    """Of the run (`run.json`)."""
    calibration: Calibration
    dev: Predictions
    test: Predictions | None
    """None where there is no test split."""
    parity: Parity
    labels: LabelSet
    int8: bool = True


def write_card(folder: Path, report: Report) -> None:
    """Write the card into a model folder."""
    config, calibration = report.facts["config"], report.calibration
    measured = _parts(report)
    label_part, intervals = next(
        (name, _figures(part, report.labels)) for name, part in measured.items() if name.endswith("all")
    )
    text = _CARD.format(
        name=config["name"],
        encoder=config["model"]["encoder"],
        run=config["output"],
        train=report.facts.get("command") or "gongwen train CONFIG",  # older runs did not note it
        layers=_lowest(config),
        tuned="frozen" if config.get("few_labels") else "fine-tuned",
        form="int8" if report.int8 else "fused fp32",
        weights=_INT8 if report.int8 else "- Weights in fp32.",
        ngrams=_beside(config),
        max_tokens=config["windows"]["max_tokens"],
        splits=_splits(report),
        parts="\n".join(_part(name, part, report.labels) for name, part in measured.items()),
        trust="\n".join(_trust(name, part) for name, part in measured.items()),
        label_part=label_part,
        rows=_labels(intervals, calibration, report.labels),
        topic_temperature=calibration.topic_temperature,
        role_temperature=calibration.role_temperature,
        topic_ngram_weight=calibration.topic_ngram_weight,
        role_ngram_weight=calibration.role_ngram_weight,
        structure_weight=calibration.structure_weight,
        transition_weight=calibration.transition_weight,
        unsure_below=calibration.unsure_below,
        sure_error=calibration.sure_error or 0.0,
        minutes=report.facts["seconds"] / 60,
        device=report.facts["device"]["kind"],
        precision=report.facts["device"]["precision"],
        versions=", ".join(f"{name} {version}" for name, version in report.facts["versions"].items()),
        **report.parity.__dict__,
    )
    (folder / CARD_FILE).write_text(text, encoding="utf-8")


def _parts(report: Report) -> dict[str, Predictions]:
    """Test by origin and whole, then dev; whatever there is of them."""
    parts: dict[str, Predictions] = {}
    for split, predictions in (("test", report.test), ("dev", report.dev)):
        if predictions is None:
            continue
        origins = {"written": _from(predictions, written=True), "public": _from(predictions, written=False)}
        if all(origins.values()):
            parts |= {f"{split}, {origin}": predictions.of(sources) for origin, sources in origins.items()}
        parts[f"{split}, all"] = predictions
    return parts


def _from(predictions: Predictions, *, written: bool) -> list[str]:
    return [source for source in predictions.sources if _is_written(source) == written]


def _figures(part: Predictions, labels: LabelSet) -> dict[str, Interval]:
    return bootstrap(counted(part, labels))


def _part(name: str, part: Predictions, labels: LabelSet) -> str:
    figures = _figures(part, labels)
    wanted = ("topic_macro_f1", "role_macro_f1", "role_accuracy", "role_span_f1")
    return f"| {name} | {len(part):,} | " + " | ".join(_with_bounds(figures[key]) for key in wanted) + " |"


def _with_bounds(figure: Interval) -> str:
    return f"{figure.value:.3f} ({figure.low:.3f}–{figure.high:.3f})"


def _trust(name: str, part: Predictions) -> str:
    r = reliability(part)
    errors = f"{r.topic_ece:.3f} / {r.role_ece:.3f} | {r.topic_brier:.3f} / {r.role_brier:.3f}"
    return f"| {name} | {errors} | {r.error:.1%} | {r.unsure:.1%} | {r.sure_error:.1%} |"


def _labels(figures: dict[str, Interval], calibration: Calibration, labels: LabelSet) -> str:
    rows = []
    for group, members in (("topic", labels.topics), ("role", labels.roles)):
        for label in members:
            figure = figures[f"{group}_f1/{label.key}"]
            threshold = calibration.thresholds.get(label.key, "") if group == "topic" else ""
            rows.append(f"| {label.key} | {label.name} | {_with_bounds(figure)} | {threshold} |")
    return "\n".join(rows)


def _splits(report: Report) -> str:
    counts = report.facts["paragraphs"]
    return "\n".join(
        f"| {split} | {len(sources):,} | {sum(map(_is_written, sources)):,} | {counts[split]:,} |"
        for split, sources in report.facts["documents"].items()
    )


def _is_written(source: str) -> bool:
    return source.partition(":")[0] in WRITTEN


def _lowest(config: dict[str, Any]) -> str:
    layers = config["model"].get("layers")
    taught = config.get("distil")
    return ("" if layers is None else f", its {layers} lowest layers") + (
        f", taught by `{taught['teacher']}`" if taught else ""
    )


def _beside(config: dict[str, Any]) -> str:
    bits = config["model"].get("ngram_bits")
    if bits is None:
        return ""
    return (
        f"\n- Beside it a linear classifier on character n-grams (1 to {ORDERS}) of the paragraph, of the near ends of "
        f"its\n  neighbours and of the headings above it, hashed into {2**bits:,} buckets."
    )
