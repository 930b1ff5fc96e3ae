"""The audit: a log that shows what was done to it, the questions that auditors ask of it, and its exports."""

from gql.audit.checkpoint import Checkpoint, CheckpointError, CheckpointKey, Signer
from gql.audit.errors import DamagedLogError
from gql.audit.folder import LogFolder, entries
from gql.audit.log import AuditLog
from gql.audit.verification import Verified, verify

__all__ = [
    "AuditLog",
    "Checkpoint",
    "CheckpointError",
    "CheckpointKey",
    "DamagedLogError",
    "LogFolder",
    "Signer",
    "Verified",
    "entries",
    "verify",
]
