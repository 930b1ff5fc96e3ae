"""The name that decisions and changes made by a model tell."""

from hashlib import blake2b

from resolver.model import Model


def made_by(model: Model) -> str:
    """The name and version of a model."""
    digest = blake2b(model.to_json().encode(), digest_size=4).hexdigest()
    return f"resolver {model.version}/{digest}"
