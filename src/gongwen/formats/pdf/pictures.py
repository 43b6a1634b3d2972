"""How much of a page is pictures: what tells a scan from an empty page."""

import ctypes
import math
from typing import Any

import pypdfium2.raw as pdfium

from .glyphs import edges_of

_DEEPEST_FORM = 3
_MANY_PATHS = 150
"""Outlines on a page without text that are probably drawn letters."""


def pictured(page: Any) -> float:
    """Share of the page under images (1 at most); 1 where so much is drawn that it is probably letters."""
    left, bottom, right, top = edges_of(page)
    images, paths = _pictures(page.raw, pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject, 0)
    return 1.0 if paths >= _MANY_PATHS else min(images / max((right - left) * (top - bottom), 1.0), 1.0)


def _pictures(parent: Any, count: Any, get: Any, depth: int) -> tuple[float, int]:
    area, paths = 0.0, 0
    bounds = [ctypes.c_float() for _ in range(4)]
    for at in range(max(0, count(parent))):
        item = get(parent, at)
        kind = pdfium.FPDFPageObj_GetType(item) if item else 0
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            paths += 1
        elif kind in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM):
            inner = 1.0
            if kind == pdfium.FPDF_PAGEOBJ_FORM:
                if depth >= _DEEPEST_FORM:
                    continue
                inner, more = _pictures(item, pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject, depth + 1)
                paths += more
            if inner and pdfium.FPDFPageObj_GetBounds(item, *bounds):
                left, bottom, right, top = (bound.value for bound in bounds)
                covered = abs((right - left) * (top - bottom))
                area += covered if math.isfinite(covered) else 0.0
    return area, paths
