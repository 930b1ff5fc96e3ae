"""The page on risk names everything that it ought to explain."""

from pathlib import Path

import pytest

from gnn.bands import BANDS
from gnn.columns import OWN
from gnn.events import THEMES
from gnn.metapaths import METAPATHS
from gnn.trained import Trained

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("word", [OWN, *METAPATHS, *THEMES, *BANDS, "feature", "value", "effect", "wording"])
def test_every_relation_theme_and_band_is_explained(word: str) -> None:
    assert f"`{word}`" in (DOCS / "risk.md").read_text("utf-8")


@pytest.mark.parametrize("page", ["risk.md", "model-card.md"])
def test_every_model_is_on_the_page(page: str, trained: Trained) -> None:
    text = (DOCS / page).read_text("utf-8")
    assert [each.model for each in trained.report.models if each.model not in text] == []
