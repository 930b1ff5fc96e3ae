"""Reading a contract's YAML, so that each mistake is reported with its line, its rule and a suggestion.

Every scalar but null is kept as the text that was written: a code `1`, a date or `no` in a
contract means those characters, never a number, a day or a truth value.
"""

import difflib
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from graph.errors import ContractError

Model = TypeVar("Model", bound=BaseModel)


class ContractMistakeError(ValueError):
    """A mistake found by the contract's own rules.

    Attributes:
        subject: the text in the contract that is wrong; it locates the line.
        known: what could have stood there instead.
    """

    def __init__(self, rule: str, subject: str, known: Collection[str]) -> None:
        super().__init__(f"{subject!r}: {rule}")
        self.subject = subject
        self.known = tuple(known)


class _TextLoader(yaml.SafeLoader):
    """A safe loader to which only null is special."""


_TextLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag == "tag:yaml.org,2002:null"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_contract_file(path: Path, model: type[Model]) -> Model:
    """The contract in `path`, checked against `model`.

    Raises:
        ContractError: the file cannot be read, is not YAML, or breaks a rule of the contract.
    """
    text = _read_text(path)
    try:
        loader = _TextLoader(text)
        node = loader.get_single_node()
        content = loader.construct_document(node) if node is not None else None
    except yaml.YAMLError as error:
        raise ContractError(f"{path.name}: not valid YAML: {_yaml_problem(error)}") from None
    if node is None or not isinstance(content, dict):
        raise ContractError(f"{path.name}: a contract is a mapping of keys; see docs/load.md")
    try:
        return model.model_validate(content)
    except ValidationError as error:
        lines = [_describe(path.name, node, each) for each in error.errors(include_url=False)]
        raise ContractError("\n".join(lines)) from None


def closest(text: str, known: Collection[str]) -> str:
    """A suggestion that ends an error's text: the likeliest meant, or everything that could stand."""
    likely = difflib.get_close_matches(text.lower(), [each.lower() for each in known], n=1, cutoff=0.5)
    for each in known:
        if likely and each.lower() == likely[0]:
            return f"; did you mean {each!r}?"
    return f"; known: {', '.join(known)}" if known else ""


def _read_text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except FileNotFoundError:
        raise ContractError(f"{path.name}: no such contract file") from None
    except UnicodeDecodeError:
        raise ContractError(f"{path.name}: a contract is written in UTF-8") from None
    except OSError as error:
        raise ContractError(f"{path.name}: cannot be read: {error.strerror}") from None


def _yaml_problem(error: yaml.YAMLError) -> str:
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        return f"line {error.problem_mark.line + 1}: {error.problem}"
    return str(error)


def _describe(name: str, root: yaml.Node, error: ErrorDetails) -> str:
    steps = [str(step) for step in error["loc"]]
    mistake = error.get("ctx", {}).get("error")
    if isinstance(mistake, ContractMistakeError):
        line = _line_of_text(root, mistake.subject)
        return f"{name}:{line}: {mistake}{closest(mistake.subject, mistake.known)}"
    line, place = _line_of(root, steps), ".".join(steps)
    if error["type"] == "extra_forbidden":
        known = _known_keys(steps[:-1])
        return f"{name}:{line}: {place}: not a key of a contract here{closest(steps[-1], known)}"
    message = error["msg"].removeprefix("Value error, ")
    return f"{name}:{line}: {place}: {message[:1].lower()}{message[1:]}"


_KEYS = {
    0: "source domain trust format row key key_prefix columns nothing required omit on_error",
    1: "kind delimiter quote encoding header",
    2: "column columns separator default date_formats codes nothing optional on_error",
}


def _known_keys(parents: list[str]) -> list[str]:
    depth = 0 if not parents else 1 if parents[0] == "format" else 2
    return _KEYS[depth].split()


def _line_of(root: yaml.Node, steps: list[str]) -> int:
    """Line of the deepest node along `steps` that exists."""
    node, line = root, root.start_mark.line
    for step in steps:
        for key, value in _children(node):
            if key.value == step:
                node, line = value, key.start_mark.line
                break
    return line + 1


def _line_of_text(root: yaml.Node, text: str) -> int:
    marks = (node.start_mark.line for node in _scalars(root) if node.value == text)
    return next(marks, root.start_mark.line) + 1


def _children(node: yaml.Node) -> list[tuple[yaml.Node, yaml.Node]]:
    return list(node.value) if isinstance(node, yaml.MappingNode) else []


def _scalars(node: yaml.Node) -> Iterator[yaml.Node]:
    if isinstance(node, yaml.ScalarNode):
        yield node
    elif isinstance(node, yaml.SequenceNode):
        for each in node.value:
            yield from _scalars(each)
    else:
        for key, value in _children(node):
            yield key
            yield from _scalars(value)
