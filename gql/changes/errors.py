"""Refusals of changes: constants, like every other, that hold nothing sent and nothing of the graph."""

from gql.errors import AccessError


class KeyReusedError(AccessError):
    """The key was used before, for something else."""

    status = 409
    code = "KEY_REUSED"
    message = "This key was used before, for another change."
    suggestion = "Make a new key for each change; send a key again only with the very same change."


class OwnRuleError(AccessError):
    """What the person has said no to would be lifted for the very purpose that is stated."""

    status = 403
    code = "OWN_RULE"
    message = "What somebody has said no to cannot be lifted under the purpose that it keeps out."
    suggestion = "Have it recorded under another purpose, such as safeguarding."


class ContradictedError(AccessError):
    """Another reviewer has decided otherwise, or there is nothing to withdraw."""

    status = 409
    code = "CONTRADICTED"
    message = "Another reviewer has found otherwise on this pair, or there is no decision to withdraw."
    suggestion = "Look at the pair's decisions, and talk to whoever made them."


class OwnGlassError(AccessError):
    """Nobody reviews the glass that they have broken themselves."""

    status = 403
    code = "OWN_GLASS"
    message = "Broken glass is reviewed by another person than who broke it."
    suggestion = "Leave the review to a colleague."


class DutiesError(AccessError):
    """The token allows other purposes too, so that its holder could load what opens records to them."""

    status = 403
    code = "DUTIES_APART"
    message = "Records are loaded with a token that allows nothing but integration."
    suggestion = "Ask for a token for the purpose integration alone."


class ContractUnknownError(AccessError):
    """No contract of this name is registered."""

    status = 400
    code = "CONTRACT_UNKNOWN"
    message = "No contract of this name is registered with the service."
    suggestion = "Whoever runs the service puts contracts into the folder that KITH_CONTRACTS names."


class FileRefusedError(AccessError):
    """The rows or the file as a whole are not what the contract says."""

    status = 422
    code = "FILE_REFUSED"
    message = "What was delivered is not in the format, or lacks a column, that the contract names."
    suggestion = "Compare the delivery with the contract; 'kith load' tells which column is missing."


class FileTooLargeError(AccessError):
    """The file is larger than the limit."""

    status = 413
    code = "FILE_TOO_LARGE"
    message = "The file is larger than this service takes."
    suggestion = "Send it in parts, each under a key of its own."


class FileTypeError(AccessError):
    """The file is declared as something other than what the contract reads."""

    status = 415
    code = "FILE_TYPE"
    message = "The file is not declared as the type that the contract reads."
    suggestion = "Send text/csv, application/x-ndjson or application/vnd.apache.parquet, as it says."
