"""Run the notebooks.

    python notebooks/run.py --output FOLDER              # executed copies, for `make report`
    python notebooks/run.py --update                     # run anew and store in place, before a commit
    python notebooks/run.py --output FOLDER 04-corpus --parameter tagged "'tagged.jsonl'"

Paths in parameters count from the folder of the notebooks. What depends on the machine (times, paths, remarks of
libraries on stderr) is left out of the results. Needs the extra `reports`.
"""

import argparse
import ast
import hashlib
import importlib.util
import json
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from gongwen.errors import GongwenError, MissingExtraError
from gongwen.outputs.atomic import write_atomically

HERE = Path(__file__).resolve().parent
NAMES = tuple(sorted(path.stem for path in HERE.glob("[0-9]*.ipynb")))
EXECUTED = "executed"
"""In a notebook's metadata: hash of the code whose outputs it holds."""


class NotebookError(GongwenError):
    """A cell of a notebook failed."""


def run(
    output: Path, names: Iterable[str] = NAMES, parameters: Mapping[str, Mapping[str, Any]] | None = None
) -> list[Path]:
    """Execute notebooks one after another into a folder, and return the files.

    Args:
        output: the folder; made where it is missing.
        names: of the notebooks, without suffix.
        parameters: by notebook, in place of what its first code cell sets.

    Raises:
        MissingExtraError: a package of the extra `reports` is not installed.
        NotebookError: a cell failed; a file that stood in its place stands there still.
    """
    for package in ("papermill", "ipykernel", "matplotlib"):
        if importlib.util.find_spec(package) is None:
            raise MissingExtraError("running the notebooks", "reports", package)
    import papermill  # noqa: PLC0415

    output.mkdir(parents=True, exist_ok=True)
    written = []
    for name in names:
        source = HERE / f"{name}.ipynb"
        if not source.is_file():
            raise NotebookError(f"{name}: no such notebook; there are {', '.join(NAMES)}")
        with tempfile.TemporaryDirectory() as folder:
            raw = Path(folder) / source.name
            given = dict((parameters or {}).get(name, {}))
            try:
                papermill.execute_notebook(
                    source, raw, given, cwd=HERE, progress_bar=False, log_output=False, kernel_name="python3"
                )
            except papermill.PapermillExecutionError as error:
                reason = f"{error.ename}: {error.evalue}"
                raise NotebookError(f"{source}: code cell {error.exec_count} failed: {reason}") from error
            executed = clean(json.loads(raw.read_text(encoding="utf-8")))
        written.append(output / source.name)
        write_atomically(written[-1], json.dumps(executed, ensure_ascii=False, indent=1) + "\n")
    return written


def clean(notebook: dict[str, Any]) -> dict[str, Any]:
    """The notebook without what depends on the machine and the moment."""
    count = 0
    for cell in notebook["cells"]:
        tags = [tag for tag in cell["metadata"].get("tags", []) if "parameters" in tag]
        cell["metadata"] = {"tags": tags} if tags else {}
        if cell["cell_type"] == "code":
            count += 1
            cell["execution_count"] = count
            cell["outputs"] = [one for one in cell["outputs"] if one.get("name") != "stderr"]
            for one in cell["outputs"]:
                if "metadata" in one:
                    one["metadata"] = {}
                if "execution_count" in one:
                    one["execution_count"] = count
    notebook["metadata"] = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
        EXECUTED: fingerprint(notebook),
    }
    return notebook


def fingerprint(notebook: Mapping[str, Any]) -> str:
    """SHA-256 of the code."""
    code = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    return hashlib.sha256("\0".join(code).encode()).hexdigest()


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(NAMES)}; all by default")
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--output", type=Path, metavar="FOLDER", help="for the executed notebooks")
    where.add_argument("--update", action="store_true", help="store them in place")
    parser.add_argument(
        "--parameter", nargs=2, action="append", default=[], metavar=("NAME", "VALUE"),
        help="a Python literal in place of what the notebook sets (repeatable)",
    )  # fmt: skip
    args = parser.parse_args(arguments)
    if args.update and args.parameter:
        parser.error("--update runs the notebooks as they stand, without --parameter")
    names = args.names or NAMES
    try:
        given = {name: ast.literal_eval(value) for name, value in args.parameter}
    except (SyntaxError, ValueError):
        parser.error("--parameter takes a Python literal, e.g. --parameter documents \"'../reports'\"")
    try:
        for path in run(HERE if args.update else args.output, names, dict.fromkeys(names, given)):
            print(path)
    except GongwenError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
