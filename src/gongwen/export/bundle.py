"""Finished run → model folder: export, quantize, calibrate on dev, write the card. Nothing half-written is left."""

import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from ..data import DataFolder
from ..errors import ModelError
from ..evaluation import Metrics, reliability
from ..evaluation.run import counted, predict_split
from ..labels import LABELS_FILE, LabelSet
from ..runtime import Calibration, Tagger, open_bundle
from ..runtime.bundle import MODEL_FILE, NGRAMS_FILE, TOKENIZER_FILE, check_target, replace_folder, write_settings
from ..training.config import TrainingConfig
from ..training.inputs import load_parts
from ..training.model import load_trained
from ..training.record import RUN_FILE
from ..windows import WindowSettings
from .calibrate import calibrate, predictions, priors
from .card import Report, write_card
from .onnx import export_fused
from .parity import MAX_FP32_DIFFERENCE, MIN_AGREEMENT, agreement, fp32_difference


def export(run: Path, output: Path, say: Callable[[str], None], *, int8: bool = True) -> Metrics:
    """Export a run to a model folder, replacing one that is there only when all went well.

    Args:
        run: a finished run.
        output: a folder that is not there, or a model folder.
        say: takes one line for the user at a time.
        int8: quantize; in fp32 the file is about three times as large and tagging slower.

    Returns:
        The figures on dev.

    Raises:
        ModelError: the run is unfinished, or its export is not the same model.
    """
    try:
        facts = json.loads((run / RUN_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"{run}: not a finished training run ({error})") from error
    check_target(output)
    config = TrainingConfig.model_validate(facts["config"])
    labels = LabelSet.load(run / LABELS_FILE)
    windows = WindowSettings(**facts["windows"])
    model = load_trained(run, labels)
    data = DataFolder(config.data.folder, config.data.texts)
    parts = load_parts(data, say)
    dev = parts["dev"]
    output.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=output.parent, prefix=f".{output.name}.") as temporary:
        folder = Path(temporary) / "model"
        folder.mkdir()
        difference = fp32_difference(model, Path(temporary) / "fp32.onnx")
        say(f"largest logit difference, torch against ONNX fp32: {difference:.1e} (limit {MAX_FP32_DIFFERENCE:.0e})")
        if difference > MAX_FP32_DIFFERENCE:
            raise ModelError(
                f"{run}: the ONNX export differs from the trained model by {difference:.1e}; nothing written"
            )
        export_fused(model, folder / MODEL_FILE, int8=int8)
        shutil.copyfile(run / "encoder" / "tokenizer.json", folder / TOKENIZER_FILE)
        if config.model.ngram_bits is not None:
            if not (run / NGRAMS_FILE).is_file():
                raise ModelError(f"{run}: {NGRAMS_FILE} is missing, which its config asks for; train it anew")
            shutil.copyfile(run / NGRAMS_FILE, folder / NGRAMS_FILE)
        labels.save(folder / LABELS_FILE)
        write_settings(folder, config.name, windows, Calibration(1.0, 1.0, dict.fromkeys(labels.topic_keys, 0.5)))
        tagger = Tagger(open_bundle(folder))
        logits = [tagger.logits(d.document) for d in dev]
        parity = agreement(model, dev, logits, tagger, windows, difference)
        form = "int8" if int8 else "fused fp32"
        say(f"{form} against torch on dev: same role {parity.role_agreement:.1%}, topics {parity.topic_agreement:.1%}")
        if min(parity.role_agreement, parity.topic_agreement) < MIN_AGREEMENT:
            raise ModelError(
                f"{run}: the exported model agrees with the trained one on less than {MIN_AGREEMENT:.0%} of dev"
                + ("; --fp32 leaves the weights as they are" if int8 else "")
            )
        calibration = calibrate(priors(parts["train"], labels), dev, logits, labels)
        on_dev = predictions(dev, logits, labels, calibration)
        metrics, quality = counted(on_dev, labels).metrics, reliability(on_dev)
        write_settings(folder, config.name, windows, calibration, dev=metrics.to_dict(), reliability=asdict(quality))
        on_test = predict_split(folder, data, "test")[0] if parts["test"] else None
        for split in ("dev", "test"):  # as measured here; labels may have been added since the run
            facts["documents"][split] = [d.source for d in parts[split]]
            facts["paragraphs"][split] = sum(d.labelled for d in parts[split])
        write_card(folder, Report(facts, calibration, on_dev, on_test, parity, labels, int8))
        replace_folder(folder, output)
    say(
        f"{output}: dev topic macro-F1 {metrics.topic_macro_f1:.3f}, role macro-F1 {metrics.role_macro_f1:.3f}, "
        f"role accuracy {metrics.role_accuracy:.3f}; {quality.unsure:.1%} flagged unsure, of the others "
        f"{quality.sure_error:.1%} have a wrong label"
    )
    return metrics
