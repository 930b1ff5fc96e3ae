"""Every notebook runs from top to bottom, and every picture in it can be drawn."""

import ast
import json
from pathlib import Path
from typing import Any

import altair as alt
import pytest

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def _run(cell: str, names: dict[str, Any]) -> Any:
    """Run a cell; gives the value of its last expression, which a notebook would show."""
    tree = ast.parse(cell)
    last = tree.body[-1]
    if not isinstance(last, ast.Expr):
        exec(compile(tree, "cell", "exec"), names)
        return None
    exec(compile(ast.Module(tree.body[:-1], []), "cell", "exec"), names)
    return eval(compile(ast.Expression(last.value), "cell", "eval"), names)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_and_its_pictures_are_drawn(path: Path, tmp_path: Path) -> None:
    cells = json.loads(path.read_text("utf-8"))["cells"]
    assert not any(cell.get("outputs") for cell in cells)
    names: dict[str, Any] = {}
    shown = [_run("".join(cell["source"]), names) for cell in cells if cell["cell_type"] == "code"]
    pictures = [each for each in shown if isinstance(each, alt.LayerChart)]
    assert pictures
    for number, picture in enumerate(pictures):
        picture.save(str(tmp_path / f"{number}.png"))


def test_there_is_a_notebook_of_the_resolver() -> None:
    assert "resolver" in {path.stem for path in NOTEBOOKS}
