"""The refusals of what integrators read."""

from gql.errors import AccessError


class ParametersError(AccessError):
    """A parameter is unknown, given twice or out of its bounds, or a cursor is not one of the caller's."""

    status = 400
    code = "INVALID_PARAMETERS"
    message = "The parameters of the address are not those of a page."
    suggestion = (
        "Give 'first' from 1 to 1000 and 'after' as the last page gave it; without 'after', begin again."
    )


class QuarantineUnreadableError(AccessError):
    """A file of the quarantine is damaged."""

    status = 503
    code = "QUARANTINE_UNREADABLE"
    message = "The quarantine cannot be read."
    suggestion = "Tell whoever runs the service: a line of a quarantine file is not an entry."
