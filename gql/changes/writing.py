"""What changes need of the machine that they are made on."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Writing:
    """What changes need of this machine.

    Attributes:
        identity_key: the key that ids are made with; the same as the resolver's.
        resolver: the folder of what the last whole run learned; None where none is kept here.
        contracts: the folder of the contracts that integrators may load by; None for no loading.
        quarantine: the folder of the quarantine.
        uploads: where files are kept while they are loaded; None for the system's folder.
        glass_minutes: for how long broken glass stays so.
        upload_bytes: the most of a file.
    """

    identity_key: bytes = field(default=b"", repr=False)
    resolver: Path | None = None
    contracts: Path | None = None
    quarantine: Path | None = None
    uploads: Path | None = None
    glass_minutes: float = 60.0
    upload_bytes: int = 256 * 1024 * 1024
