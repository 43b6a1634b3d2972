"""``report.html``: one file that needs no network. Tables are HTML made here; paragraphs reach the page as JSON and are
shown as text only (`assets/page.js`)."""

import base64
import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..evaluation import Evaluation
from ..view.page import script_json
from .content import Content
from .markup import Markup, element, escaped, joined
from .sections import comparison, errors, labels, overview, slices, trust

_ASSETS = Path(__file__).parent / "assets"
_SECTIONS = (
    overview.overview,
    overview.parts,
    comparison.comparison,
    labels.labels,
    labels.roles,
    labels.topics,
    slices.slices,
    errors.suspects,
    errors.worst,
    trust.curves,
    trust.trust,
)
_HEADING = re.compile(r'<section id="(\w+)"><h2>(.*?)</h2>')
_DIGITS = 4


def page(evaluation: Evaluation, numbers: Mapping[str, Any], pictures: Mapping[str, str]) -> str:
    """The page.

    Args:
        evaluation: what is reported.
        numbers: its `summary`.
        pictures: figures by name, as addresses that hold them.
    """
    content = Content(evaluation, numbers, pictures)
    sections = [made for make in _SECTIONS if (made := make(content))]
    headings = [match.groups() for made in sections if (match := _HEADING.match(made))]
    style, script = _asset("page.css"), _asset("page.js")
    filled = {
        "policy": escaped(
            f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; img-src data:; "
            "base-uri 'none'; form-action 'none'"
        ),
        "title": escaped(f"标注评估报告：{evaluation.name}"),
        "style": style,
        "navigation": joined(element("a", Markup(title), href=f"#{key}") for key, title in headings),
        "sections": joined(sections),
        "data": script_json(_data(content)),
        "script": script,
    }
    return re.sub(r"\{\{(\w+)\}\}", lambda match: filled[match[1]], _asset("page.html"))


def _data(content: Content) -> dict[str, Any]:
    """What the page's script reads."""
    e = content.evaluation
    return {
        "topics": [label.name for label in e.labels.topics],
        "roles": [label.name for label in e.labels.roles],
        "lists": content.lists,
        "rows": [_row(e, at) for at in range(len(e))],
    }


def _row(e: Evaluation, at: int) -> list[Any]:
    """A paragraph as `assets/page.js` unpacks it; labels by position, a neighbour by its position where it has one."""
    p, context = e.predictions, e.contexts[at]
    scores = None if p.topic_scores is None else [round(float(x), _DIGITS) for x in p.topic_scores[at]]
    roles = None if p.role_probabilities is None else [round(float(x), _DIGITS) for x in p.role_probabilities[at]]
    return [
        context.text,
        context.source,
        context.line,
        list(context.path),
        int(p.gold_roles[at]),
        [k for k, yes in enumerate(p.gold_topics[at]) if yes],
        int(p.roles[at]),
        [k for k, yes in enumerate(p.topics[at]) if yes],
        scores,
        roles,
        bool(p.unsure is not None and p.unsure[at]),
        context.same_cut,
        _neighbour(e, at, at - 1, context.before),
        _neighbour(e, at, at + 1, context.after),
    ]


def _neighbour(e: Evaluation, at: int, beside: int, text: str) -> int | str:
    """Its position where it is labelled itself, so that its text stands in the page but once."""
    known = 0 <= beside < len(e) and e.contexts[beside].source == e.contexts[at].source
    return beside if known and e.contexts[beside].text == text else text


def _asset(name: str) -> str:
    return (_ASSETS / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
