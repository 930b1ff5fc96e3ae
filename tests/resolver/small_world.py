"""A small council: eighty people known to a register and to a claims system, with what happened to them."""

from typing import Any

from graph.store import Store

GIVEN = ["Ann", "Bilal", "Chloe", "Dwayne", "Eszter", "Fatima", "Gareth", "Hetty", "Ivan", "Jun"]
FAMILY = ["Ashdown", "Baptiste", "Chowdhury", "Dlamini", "Eriksen", "Fairweather", "Gunawardena", "Hollis"]
PEOPLE = 80

Row = dict[str, Any]


def person_row(source: str, number: int, **changes: Any) -> Row:
    """What a source holds of a person; the people of one family live together, two families a street."""
    family = number // 10
    row = {
        "source": source,
        "key": str(number),
        "row": "person",
        "given_name": GIVEN[number % 10],
        "family_name": FAMILY[family],
        "birth_date": f"19{50 + number % 40}-0{1 + number % 9}-1{number % 8}",
        "sex": "female" if number % 2 else "male",
        "postcode": f"ZZ{family + 1} 1AB",
        "address_text": f"{family + 1} Long Street",
        "address_from": "2015-05-01",
        "recorded_at": "2020-02-01" if source == "register" else "2021-03-01",
    }
    return row | changes


def person_rows() -> list[Row]:
    """Both systems' rows of everybody."""
    return [person_row(source, number) for source in ("register", "claims") for number in range(PEOPLE)]


def event_rows() -> list[Row]:
    """Episodes, help, outcomes, a stay elsewhere, and a relationship; one of them names nobody known."""
    about = {"source": "register", "person_key": "0", "recorded_at": "2022-01-05"}
    with_whom = {"service": "Housing advice", "worker": "HW1", "team": "North", "start": "2022-01-02"}
    return [
        {**about, **with_whom, "key": "e0", "row": "episode", "episode_kind": "crisis", "end": "2022-02-01"},
        {**about, **with_whom, "key": "e1", "row": "episode", "episode_kind": "contact", "person_key": "1"},
        {**about, **with_whom, "key": "e2", "row": "episode", "person_key": "nobody"},
        {**about, **with_whom, "key": "i0", "row": "intervention", "intervention_kind": "debt advice"},
        {
            **about,
            "key": "o0",
            "row": "outcome",
            "outcome_kind": "tenancy",
            "outcome_value": "yes",
            "outcome_at": "2022-03-01",
        },
        {
            **about,
            "key": "s0",
            "row": "address",
            "address_text": "9 Old Lane",
            "postcode": "ZZ9 9ZZ",
            "address_from": "2010-01-01",
            "address_to": "2015-05-01",
        },
        {**about, "key": "r0", "row": "relationship", "other_key": "1", "relation": "parent"},
    ]


async def put_rows(store: Store, rows: list[Row]) -> None:
    """Records as loading leaves them."""
    await store.write(
        "UNWIND $rows AS row MERGE (r:Record {id: row.source + '/' + row.key}) SET r += row", rows=rows
    )


async def put_world(store: Store) -> None:
    """The whole small council."""
    await store.write(
        "CREATE (:Source {name: 'register', domain: 'homelessness', trust: 0.9}), "
        "(:Source {name: 'claims', domain: 'benefits', trust: 0.5})"
    )
    await put_rows(store, person_rows() + event_rows())
