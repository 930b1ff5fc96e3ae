"""The refusal of extracts."""

from gql.errors import AccessError


class ExtractRefusedError(AccessError):
    """The document asks for something that cannot be made rows of which none is among few."""

    status = 400
    code = "EXTRACT_REFUSED"
    message = "The document is not of one list, or a list inside its rows tells who or where somebody is."
    suggestion = (
        "Ask one list; a connection by 'after: $after' with nodes and pageInfo { hasNextPage endCursor }; "
        "of lists inside rows, nothing that tells who or where somebody is."
    )
