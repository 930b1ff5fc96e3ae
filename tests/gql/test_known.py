"""What is worked out of a person once."""

from gql.known import Known

TIE, DISSENT = "EXISTS { (v1)<--() }", "v1.dissents"


def test_what_is_needed_twice_is_worked_out_before() -> None:
    known = Known()
    with known.about("v1") as worked:
        answer = " OR ".join(known.once("v1", TIE, is_certain=True) for _ in range(2))
    assert answer == "v1k0 OR v1k0"
    assert worked.returned(answer, "WHERE v1k0") == f"WITH *, {TIE} AS v1k0 WHERE v1k0 RETURN v1k0 OR v1k0"


def test_what_is_needed_once_is_left_where_it_is() -> None:
    known = Known()
    with known.about("v1") as worked:
        answer = f"[{known.once('v1', TIE, is_certain=True)}]"
    assert worked.returned(answer).split() == f"RETURN [{TIE}]".split()


def test_what_is_seldom_needed_is_left_where_it_is() -> None:
    known = Known()
    with known.about("v1") as worked:
        twice = [known.once("v1", TIE, is_certain=False) for _ in range(2)]
        others = [known.once("v1", DISSENT, is_certain=each) for each in (False, True)]
        answer = ", ".join(twice + others)
    expected = f"WITH *, {DISSENT} AS v1k1 RETURN {TIE}, {TIE}, v1k1, v1k1"
    assert worked.returned(answer).split() == expected.split()


def test_people_who_are_bound_further_out_are_left_to_that_place() -> None:
    known = Known()
    with known.about("v1") as outer:
        once = known.once("v1", TIE, is_certain=True)
        with known.about("v1", "v2") as inner:
            names = [known.once(each, f"{each}.x", is_certain=True) for each in ("v1", "v2", "v1", "v2")]
        within = inner.returned(", ".join(names))
    assert within.split() == ["WITH", "*,", "v2.x", "AS", "v2k0", "RETURN", "v1k1,", "v2k0,", "v1k1,", "v2k0"]
    expected = f"WITH *, v1.x AS v1k1 RETURN [{TIE}, {within}]"
    assert outer.returned(f"[{once}, {within}]").split() == expected.split()


def test_names_that_begin_alike_are_told_apart() -> None:
    known = Known()
    with known.about("v1") as worked:
        names = [known.once("v1", f"v1.x{number}", is_certain=True) for number in range(11)]
    assert worked.returned(", ".join(names)).split()[-1] == "v1.x10"


def test_nothing_is_worked_out_of_whoever_is_set_apart_or_unknown() -> None:
    known = Known()
    assert known.once("v1", TIE, is_certain=True) == TIE
    with known.about("v1"), known.apart("v1"):
        assert known.once("v1", TIE, is_certain=True) == TIE
    with known.about("v1"):
        assert known.once("v1", TIE, is_certain=True) == "v1k0"
