"""One small world and one model of it, made once a run."""

import pytest

from gnn.options import Options
from gnn.schedule import Plan
from gnn.train import train
from gnn.trained import Trained
from graph.facts import Facts
from tests.gnn.world import CUT, make_world

QUICK = Options(plan=Plan(train=6, train_step=2), negatives=1500, draws=200)


@pytest.fixture(scope="session")
def world() -> Facts:
    """Facts about 3,000 people whose households share their risk."""
    return make_world(3000, 7)


@pytest.fixture(scope="session")
def trained(world: Facts) -> Trained:
    """A model of the world."""
    return train(world, CUT, QUICK)
