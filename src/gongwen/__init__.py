"""Tags every paragraph of Chinese work reports with its topics and its role in the report.

>>> from gongwen import Tagger
>>> tagger = Tagger.from_pretrained()
>>> for record in tagger.tag("一、加强领导\\n我镇成立科普工作领导小组，举办科技下乡活动12场次。"):
...     print(record.role, record.topics)
"""

import os
from typing import TYPE_CHECKING, Any

# onnxruntime from 1.29 on, and ray, report their use to their makers unless told not to before they start.
os.environ.update(ORT_DISABLE_TELEMETRY="1", RAY_USAGE_STATS_ENABLED="0")

__version__ = "0.1.0"
__all__ = ["GongwenError", "Tagger", "__version__"]

if TYPE_CHECKING:
    from .errors import GongwenError
    from .runtime import Tagger


def __getattr__(name: str) -> Any:
    """Import on first use: ``gongwen --version`` must not pay for onnxruntime."""
    if name == "Tagger":
        from .runtime import Tagger

        return Tagger
    if name == "GongwenError":
        from .errors import GongwenError

        return GongwenError
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
