import pytest

from gnn.columns import OWN, Column


@pytest.mark.parametrize("theme", ["crisis", "service:Housing / benefits", "service:"])
def test_a_column_is_found_again_by_its_name(theme: str) -> None:
    column = Column(OWN, theme, "365", "count")
    assert Column.named(column.name) == column
