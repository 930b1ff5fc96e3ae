"""Settings: one default, contradictions refused."""

import pytest
from pydantic import ValidationError

from graph.vocabulary import RowKind, vocabulary
from resolver.settings import Settings, default_settings

CHANGES = [
    ({"review_threshold": 0.7}, "must rise"),
    ({"match_threshold": 0.3}, "must rise"),
    ({"comparisons": [{"kind": "code"}]}, "names a field only"),
    ({"comparisons": [{"kind": "given_name", "field": "given_name"}]}, "names a field only"),
    ({"comparisons": []}, "at least 1"),
    ({"blocking": []}, "at least 1"),
    ({"speed": "fast"}, "Extra inputs"),
]


@pytest.mark.parametrize(("change", "message"), CHANGES)
def test_settings_that_contradict_themselves_are_refused(change: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Settings.model_validate(default_settings().model_dump() | change)


def test_the_default_settings_name_fields_of_the_vocabulary() -> None:
    fields = set(vocabulary().fields_of(RowKind.PERSON)) | {"names", "source"}
    settings = default_settings()
    keys = {key.partition(":")[0] for rule in (*settings.blocking, settings.split_by) for key in rule}
    compared = {field for declared in settings.comparisons for field in declared.fields}
    assert keys | compared | set(settings.verified_identifiers) <= fields
