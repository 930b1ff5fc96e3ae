"""Rules: each as declared, and again with the keys that split it."""

from resolver.rules import Rule, rules_of
from resolver.settings import default_settings


def test_a_rule_is_split_by_what_says_more_than_it_does() -> None:
    settings = default_settings().model_copy(
        update={
            "blocking": (("postcode",), ("birth_date", "given_name:1")),
            "split_by": ("given_name:1", "birth_date:year"),
            "largest_block": 7,
        }
    )
    assert rules_of(settings) == [
        Rule(("postcode",), 7),
        Rule(("birth_date", "given_name:1"), 7),
        Rule(("postcode", "given_name:1"), 7, is_split=True),
        Rule(("postcode", "given_name:1", "birth_date:year"), 7, is_split=True),
    ]
