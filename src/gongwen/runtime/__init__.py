"""Tagging: model folder, scoring with onnxruntime, decisions, records."""

from .bundle import Bundle, Calibration, open_bundle
from .record import Record
from .tagger import Tagger

__all__ = ["Bundle", "Calibration", "Record", "Tagger", "open_bundle"]
