"""Families: who makes up a household when it forms or arrives, and what its members are called.

Invariant: a child's name follows its community's custom; twins share a birthday and a family name.
"""

from dataclasses import dataclass
from itertools import accumulate

from borough import calendar
from borough.calendar import YEAR
from borough.chance import between
from borough.names import Name, Sex
from borough.people import NOBODY, Newcomer
from borough.world import World

_NAMESAKE_SHARE = 0.03
_TWIN_SHARE = 0.022
_MIXED_COUPLE = 0.07
_SHAPES = ("alone", "elder_alone", "couple", "elder_couple", "family", "lone_parent", "sharers")
_SHAPE_SHARES = tuple(accumulate((0.17, 0.11, 0.13, 0.10, 0.32, 0.10, 0.07)))


@dataclass(frozen=True)
class Parents:
    """Father and mother; NOBODY where one is not there."""

    father: int = NOBODY
    mother: int = NOBODY

    @property
    def first(self) -> int:
        """The one whose community the child takes."""
        return self.father if self.father != NOBODY else self.mother


class Families:
    """Makes people and the households that they form."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._dice = world.dice
        self._fathers_name: dict[int, str] = {}
        self._shares = list(accumulate(each.share for each in world.communities))

    def household(self, address: int, day: int) -> int:
        """A household of one of the usual shapes, at an address, from a day."""
        community = self._community()
        household = self._world.found(address, community)
        shape = self._dice.choices(_SHAPES, cum_weights=_SHAPE_SHARES)[0]
        for person in getattr(self, f"_{shape}")(community, day):
            self._world.settle(person, household, day)
        return household

    def single(self, address: int, ages: tuple[int, int], day: int) -> int:
        """One person alone at an address, as in a hostel or care home."""
        community = self._community()
        household = self._world.found(address, community)
        person = self._adult(community, self._sex(), between(self._dice, *ages), day)
        self._world.settle(person, household, day)
        return household

    def child(self, parents: Parents, born: int, arrived: int) -> int:
        """A child of these parents."""
        people = self._world.people
        sex = self._sex()
        community = int(people.community[parents.first])
        name = self._child_name(parents, sex, born)
        newcomer = Newcomer(
            community, sex, born, name, arrived, parents.father, parents.mother, self._dice.gauss(-0.2, 1)
        )
        return people.add(newcomer)

    def children(self, parents: Parents, born: int, arrived: int) -> list[int]:
        """The children of one birth: nearly always one, sometimes twins."""
        first = self.child(parents, born, arrived)
        if self._dice.random() >= _TWIN_SHARE:
            return [first]
        people = self._world.people
        second = self.child(parents, born, arrived)
        people.twin[first], people.twin[second] = second, first
        return [first, second]

    def married_name(self, woman: int, man: int) -> str | None:
        """The family name that a woman takes, or None where she keeps hers."""
        people = self._world.people
        community = self._world.communities[people.community[woman]]
        if self._dice.random() >= community.custom("takes_partner_name"):
            return None
        taken = community.family_for(self._dice, "female", people.family[man])
        return taken if taken != people.family[woman] else None

    def _alone(self, community: int, day: int) -> list[int]:
        return [self._adult(community, self._sex(), between(self._dice, 20, 64), day)]

    def _elder_alone(self, community: int, day: int) -> list[int]:
        sex: Sex = "female" if self._dice.random() < 0.65 else "male"
        return [self._adult(community, sex, between(self._dice, 65, 93), day)]

    def _sharers(self, community: int, day: int) -> list[int]:
        count = between(self._dice, 2, 5)
        return [
            self._adult(self._near(community), self._sex(), between(self._dice, 19, 38), day)
            for _ in range(count)
        ]

    def _couple(self, community: int, day: int) -> list[int]:
        return self._pair(community, between(self._dice, 22, 62), day)

    def _elder_couple(self, community: int, day: int) -> list[int]:
        return self._pair(community, between(self._dice, 63, 88), day)

    def _family(self, community: int, day: int) -> list[int]:
        mother_age = between(self._dice, 22, 57)
        woman, man = self._pair(community, mother_age, day)
        members = [woman, man, *self._brood(Parents(man, woman), mother_age, day)]
        if self._dice.random() < self._world.communities[community].custom("multigeneration"):
            members.append(self._grandmother(man, day))
        return members

    def _lone_parent(self, community: int, day: int) -> list[int]:
        age = between(self._dice, 19, 52)
        mother = self._adult(community, "female", age, day)
        return [mother, *self._brood(Parents(mother=mother), age, day)]

    def _grandmother(self, son: int, day: int) -> int:
        people = self._world.people
        age = (day - int(people.born[son])) / YEAR + between(self._dice, 20, 34)
        community = int(people.community[son])
        woman = self._adult(community, "female", round(age), day)
        people.mother[son] = woman
        people.children.setdefault(woman, []).append(son)
        return woman

    def _brood(self, parents: Parents, mother_age: int, day: int) -> list[int]:
        oldest = min(mother_age - 19, 23)
        children: list[int] = []
        wanted = self._dice.choices((1, 2, 3, 4, 5), (33, 38, 17, 8, 4))[0]
        for _ in range(min(wanted, oldest + 1)):
            age_days = int(self._dice.random() * (oldest + 0.9) * YEAR)
            children += self.children(parents, day - age_days - 1, day)
        return children

    def _pair(self, community: int, age: int, day: int) -> list[int]:
        people = self._world.people
        man = self._adult(self._near(community, _MIXED_COUPLE), "male", age + between(self._dice, -2, 6), day)
        woman = self._adult(community, "female", age, day)
        people.pair(woman, man)
        taken = self.married_name(woman, man)
        if taken is not None:
            wed = day - int(self._dice.random() ** 1.6 * (age - 19) * YEAR)
            people.rename(woman, taken, wed)
        return [woman, man]

    def _adult(self, community: int, sex: Sex, age: int, day: int) -> int:
        born = day - int((age + self._dice.random()) * YEAR)
        rules = self._world.communities[community]
        if self._dice.random() < rules.custom("new_year_births"):
            born = calendar.number(calendar.day(born).replace(month=1, day=1))
        year = calendar.day(born).year
        family = rules.family_for(self._dice, sex, rules.family(self._dice))
        name = Name(rules.given(self._dice, sex, year), rules.middle(self._dice, sex, year), family)
        return self._world.people.add(
            Newcomer(community, sex, born, name, day, frailty=self._dice.gauss(0, 1))
        )

    def _child_name(self, parents: Parents, sex: Sex, born: int) -> Name:
        people, year = self._world.people, calendar.day(born).year
        rules = self._world.communities[people.community[parents.first]]
        given = self._new_given(parents, sex, year)
        if rules.is_patronymic() and parents.father != NOBODY:
            father = parents.father
            return Name(given, people.given[father], people.middle[father] or people.family[father])
        if sex == "male" and parents.father != NOBODY and self._dice.random() < _NAMESAKE_SHARE:
            given = people.given[parents.father]
        family = rules.family_for(self._dice, sex, self._passed_on(parents))
        return Name(given, rules.middle(self._dice, sex, year), family)

    def _new_given(self, parents: Parents, sex: Sex, year: int) -> str:
        """A given name that no brother or sister bears."""
        people = self._world.people
        rules = self._world.communities[int(people.community[parents.first])]
        taken = {people.given[child] for child in people.children.get(parents.first, [])}
        drawn = [rules.given(self._dice, sex, year) for _ in range(8)]
        return next((given for given in drawn if given not in taken), drawn[0])

    def _passed_on(self, parents: Parents) -> str:
        """The father's family name; where he is unknown the mother's, unless only women bear such a name."""
        people = self._world.people
        if parents.father != NOBODY:
            return people.family[parents.father]
        mother = parents.mother
        rules = self._world.communities[int(people.community[mother])]
        if not {"feminine_surnames", "gendered_endings"} & set(rules.customs):
            return people.family[mother]
        if mother not in self._fathers_name:
            self._fathers_name[mother] = rules.family(self._dice)
        return self._fathers_name[mother]

    def _community(self) -> int:
        return self._dice.choices(range(len(self._shares)), cum_weights=self._shares)[0]

    def _near(self, community: int, share: float = 0.4) -> int:
        return self._community() if self._dice.random() < share else community

    def _sex(self) -> Sex:
        return "female" if self._dice.random() < 0.505 else "male"
