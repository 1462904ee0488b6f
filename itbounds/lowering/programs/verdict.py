"""What is proved of the curvature of a program, or what stands in the way."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from itbounds.lowering.programs.concavity import ConcavityProof, Obstacle, prove_concave
from itbounds.lowering.programs.instance import Instance, Tally

__all__ = ["Analysis", "Curvature", "Label", "analysed", "proof_or_obstacle"]

Label: TypeAlias = Literal["concave", "convex", "affine", "unproved"]


class Curvature(str):
    """The curvature of a program's objective: ``"concave"``, ``"convex"``, ``"affine"`` or ``"unproved"``.

    It is ``"unproved"`` too if a constraint is not proved to be convex. It compares with strings.

    Attributes
    ----------
    proof : Analysis or None
        The proofs, where everything is proved.
    obstacles : tuple of str
        What stands in the way.
    """

    proof: "Analysis | None"
    obstacles: tuple[str, ...]

    def __new__(cls, label: Label, proof: "Analysis | None", obstacles: tuple[str, ...]) -> "Curvature":
        """Make the string."""
        made = super().__new__(cls, label)
        made.proof = proof
        made.obstacles = obstacles
        return made


@dataclass(frozen=True)
class Analysis:
    """What was proved of a program.

    Parameters
    ----------
    label : str
        The curvature of the objective, as the user wrote it.
    objective, negative : ConcavityProof or str
        The proof that the maximised objective is concave, and that its negative is; or why there is none.
    limits : tuple of ConcavityProof or str
        The same for each limit.
    """

    label: Label
    objective: ConcavityProof | str
    negative: ConcavityProof | str
    limits: tuple[ConcavityProof | str, ...]

    @property
    def obstacles(self) -> tuple[str, ...]:
        """Why the program is not proved to be convex."""
        return tuple(part for part in (self.objective, *self.limits) if isinstance(part, str))

    @property
    def proofs(self) -> tuple[ConcavityProof, ...]:
        """The proofs of the objective and of every limit; fewer if some are missing."""
        return tuple(part for part in (self.objective, *self.limits) if isinstance(part, ConcavityProof))


def proof_or_obstacle(instance: Instance, tally: Tally) -> ConcavityProof | str:
    """Return a proof that a functional is concave, or what stands in the way."""
    model = instance.model
    for table in tally.tables:
        if model.free_above(table.mask).bit_count() > 1 and instance.graph.node(table.mask):
            names = ",".join(map(str, model.members(table.mask)))
            return f"the expectation E[{table.name}({names})] depends on two free kernels"
    found = prove_concave(instance.graph, tally.entropies)
    return found if isinstance(found, ConcavityProof) else _text(instance, found)


def _text(instance: Instance, obstacle: Obstacle) -> str:
    return obstacle.text(instance.model)


def analysed(instance: Instance, sign: int) -> Analysis:
    """Prove what can be proved of an instance; `sign` is -1 where its objective is minus the user's."""
    objective = proof_or_obstacle(instance, instance.objective)
    negative = proof_or_obstacle(instance, -instance.objective)
    limits = []
    for limit in instance.limits:
        found = proof_or_obstacle(instance, limit.tally)
        if limit.sense == "eq" and isinstance(found, ConcavityProof) and not found.is_affine:
            found = "an equation between entropies that are not affine in the free kernel"
        limits.append(found)
    up, down = isinstance(objective, ConcavityProof), isinstance(negative, ConcavityProof)
    labels: tuple[Label, Label] = ("concave", "convex") if sign > 0 else ("convex", "concave")
    label: Label = "affine" if up and down else labels[0] if up else labels[1] if down else "unproved"
    return Analysis(label, objective, negative, tuple(limits))
