"""Label Studio: records and labelled documents → tasks and a labelling interface; its export → rows."""

from .chosen import neighbours, pick
from .config import CONFIG_FILE, label_config
from .exports import Annotation, Export, read_exports
from .settle import Settled, settle
from .tasks import annotation_tasks, paragraph_id, prediction_tasks
from .write import write_settled, write_tasks

__all__ = [
    "CONFIG_FILE", "Annotation", "Export", "Settled",
    "annotation_tasks", "label_config", "neighbours", "paragraph_id", "pick", "prediction_tasks", "read_exports",
    "settle", "write_settled", "write_tasks",
]  # fmt: skip
