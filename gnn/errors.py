"""The errors of `gnn`: each says what happened and what to do next."""


class ForesightError(Exception):
    """Base of every error that `gnn` raises on purpose.

    Attributes:
        exit_code: what the command line exits with.
    """

    exit_code = 1


class FactsError(ForesightError):
    """The facts contradict themselves, such as an episode of a person who is not among the people."""


class HistoryError(ForesightError):
    """The facts do not reach far enough back, or hold too few crises, to learn and to test from."""


class SavedModelError(ForesightError):
    """A folder does not hold a model that this version can read, or its content was changed."""
