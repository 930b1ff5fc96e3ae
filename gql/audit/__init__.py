"""The audit: a log that shows what was done to it, the questions that auditors ask of it, and its exports."""

from gql.audit.checkpoint import Checkpoint, CheckpointError, CheckpointKey, Signer
from gql.audit.errors import BusyLogError, DamagedLogError
from gql.audit.folder import LogFolder, entries
from gql.audit.inbox import submit
from gql.audit.index import AuditIndex, Span
from gql.audit.log import AuditLog
from gql.audit.verification import Verified, verify

__all__ = [
    "AuditIndex",
    "AuditLog",
    "BusyLogError",
    "Checkpoint",
    "CheckpointError",
    "CheckpointKey",
    "DamagedLogError",
    "LogFolder",
    "Signer",
    "Span",
    "Verified",
    "entries",
    "submit",
    "verify",
]
