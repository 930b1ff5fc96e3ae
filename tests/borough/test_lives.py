"""What truly happens: stays are whole, crises follow their probabilities, neighbours matter."""

from collections import Counter

import numpy as np
import pytest

from borough.addresses import Kind
from borough.calendar import CUT_DAY, MONTH_STARTS, MONTHS, NEVER, START_DAY, YEAR
from borough.lives import History, live
from borough.people import NOBODY
from borough.services import EPISODE_KINDS


@pytest.fixture(scope="module")
def history() -> History:
    return live(5_000, 11)


def test_stays_of_a_person_never_overlap(history: History) -> None:
    stays = history.world.stays
    for own in stays.by_person().values():
        ends = [stays.until[stay] for stay in own[:-1]]
        starts = [stays.since[stay] for stay in own[1:]]
        assert all(end <= start for end, start in zip(ends, starts, strict=True))


def test_a_home_holds_one_household_at_the_cut(history: History) -> None:
    world = history.world
    homes: dict[int, set[int]] = {}
    for person in world.present().tolist():
        homes.setdefault(world.address_of(person), set()).add(int(world.people.household[person]))
    assert all(len(households) == 1 or world.addresses.kind[home] for home, households in homes.items())


def test_a_hostel_of_sixty_is_full(history: History) -> None:
    world = history.world
    residents = Counter(world.address_of(person) for person in world.present().tolist())
    assert max(residents[hostel] for hostel in world.addresses.of_kind(Kind.HOSTEL)) >= 55


def test_the_population_keeps_its_size(history: History) -> None:
    assert all(len(who) == pytest.approx(5_000, rel=0.02) for who, _ in history.months)


def test_people_are_born_die_marry_and_move(history: History) -> None:
    people, stays = history.world.people, history.world.stays
    count = people.count
    born = int((people.born[:count] > START_DAY).sum())
    died = int((people.died[:count] < NEVER).sum())
    married = sum(START_DAY < day <= CUT_DAY for day in people.renamed.values())
    moves = sum(since > START_DAY for since in stays.since)
    assert 150 < born < 600
    assert 100 < died < 500
    assert married > 10
    assert moves > 1_500


def test_twins_share_birthday_and_home_at_birth(history: History) -> None:
    people = history.world.people
    assert len(people.twin) >= 20
    for one, other in people.twin.items():
        assert people.born[one] == people.born[other]
        assert people.given[one] != people.given[other]


def test_some_sons_bear_their_fathers_name(history: History) -> None:
    people = history.world.people
    sons = [each for each in range(people.count) if people.sex[each] == 1 and people.father[each] != NOBODY]
    namesakes = [each for each in sons if people.given[each] == people.given[people.father[each]]]
    assert any(people.family[each] == people.family[people.father[each]] for each in namesakes)


def test_crises_are_as_many_as_their_probabilities_say(history: History) -> None:
    expected = sum(float(chances.sum()) for _, chances in history.months)
    assert len(history.crises) == pytest.approx(expected, rel=4 / expected**0.5)


def test_probabilities_rank_who_has_a_crisis(history: History) -> None:
    """In each tenth of the probabilities, crises are as frequent as the probabilities say."""
    struck = {
        (person, int(np.searchsorted(MONTH_STARTS, day, "right")) - 1) for person, _, day in history.crises
    }
    chances = np.concatenate([chances for _, chances in history.months])
    happened = np.concatenate(
        [
            [(person, month) in struck for person in who.tolist()]
            for month, (who, _) in enumerate(history.months)
        ]
    )
    for part in np.array_split(np.argsort(chances), 10):
        expected = chances[part].sum()
        assert abs(happened[part].sum() - expected) < 4 * expected**0.5 + 1


def test_two_to_three_in_a_hundred_have_a_crisis_in_three_months(history: History) -> None:
    shares = []
    for month in range(0, MONTHS, 3):
        first, last = MONTH_STARTS[month], MONTH_STARTS[month + 3]
        struck = {person for person, _, day in history.crises if first <= day < last}
        shares.append(len(struck) / len(history.months[month][0]))
    assert 0.018 < np.mean(shares) < 0.035


def test_every_crisis_is_an_episode(history: History) -> None:
    log = history.episodes
    logged = Counter(
        (person, kind, start)
        for person, kind, start in zip(log.person, log.kind, log.start, strict=True)
        if EPISODE_KINDS[kind].kind == "crisis"
    )
    assert logged == Counter(history.crises)


def test_neighbours_and_household_raise_the_risk(history: History) -> None:
    """Crises are likelier near others' crises of the year before, own ones aside."""
    first, last = MONTH_STARTS[48], MONTH_STARTS[60]
    world = history.world
    who = world.present()
    before = np.zeros(world.people.count)
    after = np.zeros(world.people.count, bool)
    for person, _, day in history.crises:
        before[person] += first - YEAR < day < first
        after[person] |= first <= day < last
    clean = who[before[who] == 0]
    for group in (_households(history), _postcodes(history)):
        others = np.bincount(group[who], before[who])[group[clean]] > 0
        assert after[clean[others]].mean() > 1.25 * after[clean[~others]].mean()


def _households(history: History) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return history.world.people.household[: history.world.people.count].astype(np.int64)


def _postcodes(history: History) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    address = np.array([*history.world.households.address, 0], np.int64)[_households(history)]
    return history.world.addresses.postcode_array()[address].astype(np.int64)
