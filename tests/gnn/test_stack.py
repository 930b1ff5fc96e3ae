import numpy as np
from scipy.special import expit

from gnn.metrics import auroc, calibration_error
from gnn.stack import fit_stack

_GENERATOR = np.random.default_rng(6)
_MEMBERS = _GENERATOR.normal(size=(12000, 2))
_LABEL = expit(-3 + _MEMBERS.sum(axis=1)) > _GENERATOR.random(12000)


def test_the_stack_beats_each_member_and_keeps_its_promises() -> None:
    learn, unseen = slice(0, 8000), slice(8000, None)
    stack = fit_stack(_MEMBERS[learn], _LABEL[learn], np.arange(8000) // 2, seed=1)
    logits = stack.logits(_MEMBERS[unseen])
    assert auroc(logits, _LABEL[unseen]) > max(
        auroc(_MEMBERS[unseen, member], _LABEL[unseen]) for member in (0, 1)
    )
    assert calibration_error(stack.probabilities(logits), _LABEL[unseen]) < 0.02
