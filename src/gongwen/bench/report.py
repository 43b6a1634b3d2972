"""The ladder's result as tables: for a terminal, or in Markdown. They show what the JSON holds, and nothing else."""

from typing import Any

from rich.console import Console
from rich.table import Table

from .compare import COMPARED
from .quality import OURS, PARTS

_SHORT = {"topic_macro_f1": "topic F1", "role_macro_f1": "role F1", "role_accuracy": "role acc."}
_WIDTH = 180
"""Of tables that do not go to a terminal."""

Grid = tuple[list[str], list[list[str]]]
"""Head and rows."""


def figure_grid(result: dict[str, Any]) -> Grid:
    """One row a system: macro-F1 of topics and roles, role accuracy, by part; means over seeds with 95% intervals."""
    parts = _parts(result["systems"])
    rows = []
    for name, system in result["systems"].items():
        cells = [_interval(system["parts"][part][figure]) for part in parts for figure in COMPARED]
        rows.append([name, str(len(system["seeds"]) or 1), f"{system['seconds']:.0f}", *cells])
    return ["system", "runs", "seconds", *(f"{part}: {_SHORT[f]}" for part in parts for f in COMPARED)], rows


def comparison_grid(result: dict[str, Any]) -> Grid:
    """One row a system: what the tagger is ahead by, its p-value, and the share of topic errors it spares."""
    parts = [part for part in _parts(result["comparison"], nested=False) if part != PARTS[0]]
    head = [f"{OURS} against"]
    for part in parts:
        head += [f"{part}: {_SHORT[f]}" for f in COMPARED[:2]] + [f"{part}: topic errors spared"]
    rows = []
    for name, by_part in result["comparison"].items():
        cells = []
        for part in parts:
            cells += [_difference(by_part[part][f]) for f in COMPARED[:2]]
            spared = by_part[part]["topic_error_reduction"]
            cells.append("—" if spared is None else f"{spared:.0%}")
        rows.append([name, *cells])
    return head, rows


def markdown(result: dict[str, Any]) -> str:
    """Both tables and the failures."""
    blocks = []
    for head, rows in _grids(result):
        lines = ["| " + " | ".join(row) + " |" for row in (head, ["---"] * len(head), *rows)]
        blocks.append("\n".join(lines))
    blocks += [f"{name} failed: {reason}" for name, reason in result["failed"].items()]
    return "\n\n".join(blocks)


def show(result: dict[str, Any]) -> None:
    """Print both tables and the failures."""
    console = Console()
    if not console.is_terminal:
        console = Console(width=_WIDTH)
    for head, rows in _grids(result):
        table = Table()
        for n, column in enumerate(head):
            table.add_column(column, justify="right" if n else "left")
        for row in rows:
            table.add_row(*row)
        console.print(table)
    for name, reason in result["failed"].items():
        console.print(f"{name} failed: {reason}", style="red", markup=False)


def _grids(result: dict[str, Any]) -> list[Grid]:
    return [grid for grid in (figure_grid(result), comparison_grid(result)) if grid[1]]


def _parts(by_name: dict[str, Any], *, nested: bool = True) -> list[str]:
    known = {part for entry in by_name.values() for part in (entry["parts"] if nested else entry)}
    return [part for part in PARTS if part in known]


def _interval(figure: dict[str, Any]) -> str:
    return f"{figure['value']:.3f} [{figure['low']:.3f}, {figure['high']:.3f}]"


def _difference(difference: dict[str, Any]) -> str:
    return f"{difference['difference']:+.3f} (p {difference['p']:.3f})"
