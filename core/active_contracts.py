"""The contracts in force: loaded from bundles, cross-checked, asked by intent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable

from core.contract import CommandTemplate, Contract, Does, Operation, Risk
from core.errors import ContractInvalid
from core.yaml_source import line_at, load_model

FILLED_IN = frozenset({"$resource", "$execution", "$title"})
"""What a command template may ask the core to fill in."""


@dataclass(frozen=True, slots=True)
class Capability:
    """An operation with the contract that declares it."""

    contract: Contract
    name: str
    operation: Operation

    @property
    def key(self) -> str:
        """The operation's name across all bundles."""
        return f"{self.contract.bundle}.{self.name}"


class ActiveContracts:
    """All capabilities by intent and key, and the union of their commands: the allow-list."""

    def __init__(self, capabilities: Sequence[Capability]) -> None:
        self._by_key = {capability.key: capability for capability in capabilities}
        self._by_intent = {intent: each for each in capabilities for intent in each.operation.intents}
        self.allowed_commands = frozenset(
            command.type for each in capabilities for command in commands_of(each.operation)
        )

    def for_intent(self, intent: str) -> Capability | None:
        """Return the capability that an intent asks for, or None where no contract knows it."""
        return self._by_intent.get(intent)

    def named(self, key: str) -> Capability:
        """Return a capability by its key. Raises KeyError when no contract in force has it."""
        return self._by_key[key]

    def offered_by(self, capability: Capability) -> Capability:
        """Return the operation that the candidates of `capability` are offered for."""
        return self._by_key[f"{capability.contract.bundle}.{capability.operation.offers}"]

    def __iter__(self) -> Iterator[Capability]:
        return iter(self._by_key.values())


def load_contracts(bundles: Traversable) -> ActiveContracts:
    """Load every folder of `bundles` that holds a contract.yaml. Raises ContractInvalid naming files and lines."""
    sources = {
        folder.joinpath("contract.yaml"): folder.name
        for folder in sorted(bundles.iterdir(), key=lambda each: each.name)
        if folder.joinpath("contract.yaml").is_file()
    }
    contracts = {source: load_model(source, Contract) for source in sources}
    faults = [fault for source, contract in contracts.items() for fault in _faults(source, contract)]
    faults += _claimed_twice(contracts)
    if faults:
        raise ContractInvalid("\n".join(faults))
    return ActiveContracts(
        [
            Capability(contract, name, operation)
            for contract in contracts.values()
            for name, operation in contract.operations.items()
        ]
    )


def commands_of(operation: Operation) -> list[CommandTemplate]:
    """Return every command that an operation could issue."""
    own = [operation.command] if operation.command else []
    return own + [target.command for targets in operation.targets.values() for target in targets]


def _faults(source: Traversable, contract: Contract) -> Iterator[str]:
    for name, operation in contract.operations.items():
        place = ("operations", name)
        offered = contract.operations.get(operation.offers or "")
        if operation.offers and (offered is None or offered.risk is Risk.SAFE):
            yield _fault(source, (*place, "offers"), f"`{operation.offers}` is no operation to confirm of this bundle")
        if operation.does in (Does.FIND, Does.BROWSE, Does.COUNT) and not operation.offers:
            yield _fault(source, place, "an operation that finds needs `offers`")
        if operation.risk is Risk.CONFIRM and operation.intents:
            yield _fault(source, (*place, "intents"), "an operation to confirm is reached by choosing, not by asking")
        for command in commands_of(operation):
            for value in _placeholders(command.payload) - FILLED_IN:
                yield _fault(source, (*place, "command"), f"`{value}` cannot be filled in")
        if operation.does is Does.COMMAND and operation.risk is Risk.SAFE and _placeholders(operation.metadata):
            yield _fault(source, (*place, "metadata"), "a command without a choice has nothing to fill in")


def _claimed_twice(contracts: Mapping[Traversable, Contract]) -> Iterator[str]:
    owners: dict[str, str] = {}
    for source, contract in contracts.items():
        for name, operation in contract.operations.items():
            for intent in operation.intents:
                if intent in owners:
                    yield _fault(source, ("operations", name, "intents"), f"`{intent}` belongs to {owners[intent]}")
                owners[intent] = contract.pin


def _placeholders(values: Mapping[str, object]) -> set[str]:
    found: set[str] = set()
    for value in values.values():
        if isinstance(value, Mapping):
            found |= _placeholders(value)
        elif isinstance(value, str) and value.startswith("$"):
            found.add(value)
    return found


def _fault(source: Traversable, place: tuple[str | int, ...], message: str) -> str:
    return f"{source}:{line_at(source, place)}: {'.'.join(map(str, place))}: {message}"
