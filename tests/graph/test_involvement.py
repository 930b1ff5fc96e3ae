"""Involvement derived from rows: whose it is, and nothing for rows about nobody known."""

from typing import Any

import pyarrow as pa

from graph.involvement import Involvement, Sources, derive
from graph.vocabulary import RowKind, vocabulary

SOURCES = Sources({"asc/1": "p1", "asc/2": "p2", "asc/3": "p2"}, {"asc": "adult_social_care"})
WORK = {"service": "Home care", "worker": "W1", "team": "North"}


def _derive(**rows: list[dict[str, Any]]) -> Involvement:
    tables = {}
    for kind in RowKind:
        names = ("source", "key", *vocabulary().fields_of(kind))
        made = [
            {"source": "asc", "key": str(number), **row}
            for number, row in enumerate(rows.get(kind.value, []))
        ]
        tables[kind] = pa.Table.from_pylist(made, pa.schema({name: pa.string() for name in names}))
    return derive(tables, SOURCES)


def test_an_episode_is_the_persons_whose_row_it_names() -> None:
    made = _derive(episode=[{"person_key": "1", "episode_kind": "support", "start": "2024-01-01", **WORK}])
    (episode,) = made.episodes.to_pylist()
    (service,) = made.services.to_pylist()
    assert (episode["person"], episode["kind"], episode["service"]) == ("p1", "support", service["id"])
    assert (service["name"], service["domain"]) == ("Home care", "adult_social_care")
    assert made.in_team.to_pylist() == [{"start_id": "W1", "end_id": "North"}]


def test_rows_about_nobody_known_give_nothing() -> None:
    made = _derive(episode=[{"person_key": "9", **WORK}], outcome=[{"person_key": None}])
    assert (made.episodes.num_rows, made.outcomes.num_rows, made.workers.num_rows) == (0, 0, 0)


def test_ids_depend_on_the_record_alone() -> None:
    first = _derive(intervention=[{"person_key": "1"}]).interventions["id"]
    other = _derive(intervention=[{"person_key": "2", **WORK}]).interventions["id"]
    assert first.to_pylist() == other.to_pylist()


def test_a_worker_works_with_a_person_from_the_first_start_to_the_last_end() -> None:
    made = _derive(
        episode=[
            {"person_key": "2", "start": "2024-02-01", "end": "2024-03-01", **WORK},
            {"person_key": "3", "start": "2024-01-01", "end": "2024-05-01", **WORK},
        ],
        intervention=[{"person_key": "1", "start": "2024-01-01", **WORK}],
    )
    spans = {(row["end_id"], row["from"], row["to"], row["purpose"]) for row in made.works_with.to_pylist()}
    assert spans == {("p2", "2024-01-01", "2024-05-01", "Home care"), ("p1", "2024-01-01", None, "Home care")}


def test_a_relationship_is_told_once_from_its_first_recording() -> None:
    row = {"person_key": "1", "relation": "parent"}
    made = _derive(
        relationship=[
            {**row, "other_key": "2", "recorded_at": "2024-05-01"},
            {**row, "other_key": "3", "recorded_at": "2023-05-01"},
            {**row, "other_key": "1", "recorded_at": "2023-05-01"},
        ]
    )
    assert made.related.to_pylist() == [
        {"start_id": "p1", "end_id": "p2", "kind": "parent", "recorded_at": "2023-05-01"}
    ]
