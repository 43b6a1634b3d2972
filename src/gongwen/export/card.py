"""The model card: what the model is, what it learned from, how good it is, where it fails, how to make it again."""

from pathlib import Path
from typing import Any

from ..evaluation import Metrics
from ..labels import LabelSet
from ..runtime import Calibration
from ..runtime.bundle import CARD_FILE

_CARD = """\
---
language: zh
license: apache-2.0
library_name: gongwen-tagger
---

# {name}

Tags every paragraph of Chinese work reports (工作总结, 工作汇报, 述职报告, 政府工作报告) with topics (several or
none) and one role. Runs on onnxruntime, int8, without torch: `gongwen tag FILE --model DIR`.

## Model

- Encoder: `{encoder}`, fine-tuned; windows of {max_tokens} tokens hold whole consecutive paragraphs
  with the article's title and the open headings; one mean-pooled state a paragraph; a sigmoid head for topics, a
  softmax head for roles.
- Int8 weights, seven bits, per channel; activations scaled per window, so a document's labels do not depend on others.
- ONNX fp32 differs from torch by at most {fp32_difference:.0e} in any logit; int8 gives the same role as torch to
  {role_agreement:.1%} and the same topics to {topic_agreement:.1%} of the dev paragraphs.

## Data

{train_documents} documents with {train_paragraphs} labelled paragraphs to learn from, {dev_documents} with
{dev_paragraphs} to choose the epoch, the temperatures and the thresholds by. Origin and labelling: `data/README.md`.

## Dev figures (the epoch and thresholds were chosen on these; they flatter)

| | |
|---|---|
| topic macro-F1 | {topic_macro_f1:.3f} |
| role macro-F1 | {role_macro_f1:.3f} |
| role accuracy | {role_accuracy:.3f} |
| calibration error, topics / roles | {dev_topic_ece:.3f} / {dev_role_ece:.3f} |

| label | | F1 | threshold |
|---|---|---|---|
{rows}

Temperatures: topics {topic_temperature:.2f}, roles {role_temperature:.2f}. Where a paragraph stands (first, last,
heading by form …) adds log-odds of the roles, counted on the training documents, with weight {structure_weight:.2f}.

## Limits

- Trained on some ten thousand paragraphs, most of them written for the purpose. On kinds of documents far from work
  reports (statutes, novels, tables) its labels mean little.
- 成效 and 举措, 经验 and 计划, 概况 and 导语 are the roles it mixes up most, as people do.
- It reads what a paragraph says, not whether it is true.

## Reproduce

    gongwen encoder import {encoder}
    {train}
    gongwen export {run} --output models/{name}

Trained in {minutes:.0f} minutes on {device} with {precision} ({versions}).
"""


def write_card(
    folder: Path,
    facts: dict[str, Any],
    calibration: Calibration,
    metrics: Metrics,
    quality: dict[str, float],
    parity: dict[str, float],
    labels: LabelSet,
) -> None:
    """Write the card of a model folder from a run's facts; every figure comes from the run or the export."""
    config = facts["config"]
    scores = metrics.topic_f1 | metrics.role_f1
    rows = [
        f"| {label.key} | {label.name} | {scores[label.key]:.3f} | {calibration.thresholds.get(label.key, '')} |"
        for label in (*labels.topics, *labels.roles)
    ]
    text = _CARD.format(
        name=config["name"],
        encoder=config["model"]["encoder"],
        run=config["output"],
        train=_command(config),
        max_tokens=config["windows"]["max_tokens"],
        train_documents=len(facts["documents"]["train"]),
        dev_documents=len(facts["documents"]["dev"]),
        train_paragraphs=facts["paragraphs"]["train"],
        dev_paragraphs=facts["paragraphs"]["dev"],
        topic_macro_f1=metrics.topic_macro_f1,
        role_macro_f1=metrics.role_macro_f1,
        role_accuracy=metrics.role_accuracy,
        rows="\n".join(rows),
        topic_temperature=calibration.topic_temperature,
        role_temperature=calibration.role_temperature,
        structure_weight=calibration.structure_weight,
        minutes=facts["seconds"] / 60,
        device=facts["device"]["kind"],
        precision=facts["device"]["precision"],
        versions=", ".join(f"{name} {version}" for name, version in facts["versions"].items()),
        **parity,
        **quality,
    )
    (folder / CARD_FILE).write_text(text, encoding="utf-8")


def _command(config: dict[str, Any]) -> str:
    """How to repeat the run."""
    command = f"gongwen train configs/cpu.yaml optimization.seed={config['optimization']['seed']}"
    start = config["model"].get("start_from")
    return command if start is None else f"{command} model.start_from={start}"
