"""Pages of a quarantine: every row once, in an order that stands whatever comes and goes."""

from pathlib import Path

import pytest

from graph.contract import Contract
from graph.errors import RefusedValueError
from graph.problem import Cost, Delivery, Refusal
from graph.quarantine import quarantine_file, rewriting
from graph.quarantine_page import Place, rows_after
from tests.graph.reading import RECEIVED, contract_of


def _put_aside(folder: Path, contract: Contract, *rows: int, mark: str = "") -> None:
    delivery = Delivery(contract, "rows.csv", RECEIVED)
    refusal = Refusal(0, "sex", RefusedValueError("code_unknown", "not listed", "list it"))
    with rewriting(quarantine_file(folder, contract)) as quarantine:
        quarantine.enter(
            delivery.quarantined(row, f"{row}", [refusal], Cost.ROW, {"id": f"{row}{mark}"}) for row in rows
        )


@pytest.mark.parametrize("most", [1, 2, 3, 6, 7])
def test_every_row_is_on_one_page(tmp_path: Path, most: int) -> None:
    one, other = contract_of(tmp_path), contract_of(tmp_path, key_prefix="b:")
    _put_aside(tmp_path, one, 3, 1, 2)
    _put_aside(tmp_path, one, 1, mark=" again in the same second")
    _put_aside(tmp_path, other, 2, 1)
    found: list[tuple[str, int]] = []
    after: Place | None = None
    while some := rows_after(tmp_path, [one, other], after, most):
        assert len(some) == min(most, 6 - len(found))
        found += [(place.quarantine, entry.row) for place, entry in some]
        after = some[-1][0]
    names = ("housing_person.jsonl", "housing_person_b.jsonl")
    assert found == [*((names[0], row) for row in (1, 1, 2, 3)), (names[1], 1), (names[1], 2)]


def test_what_leaves_and_comes_elsewhere_moves_nothing(tmp_path: Path) -> None:
    contract = contract_of(tmp_path)
    _put_aside(tmp_path, contract, 1, 2, 4)
    (_, (after, _)) = rows_after(tmp_path, [contract], None, 2)
    quarantine_file(tmp_path, contract).unlink()
    _put_aside(tmp_path, contract, 1, 3, 4)
    assert [entry.row for _, entry in rows_after(tmp_path, [contract], after, 9)] == [3, 4]


def test_other_contracts_rows_are_none_of_it(tmp_path: Path) -> None:
    one, other = contract_of(tmp_path), contract_of(tmp_path, key_prefix="b:")
    _put_aside(tmp_path, one, 1)
    assert rows_after(tmp_path, [other], None, 9) == []
    assert rows_after(tmp_path, [], None, 9) == []
