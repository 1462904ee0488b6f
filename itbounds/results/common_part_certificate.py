"""The proof of a common information: a labelling that both variables know, and that hangs together."""

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import JSON, Vector
from itbounds.errors import CertificateError
from itbounds.kernels.lattice.cells import Cells
from itbounds.kernels.lattice.common_part import connected_labels
from itbounds.numerics.block_sums import block_sums
from itbounds.numerics.law_entropy import common_weights, entropy_ball_ends, entropy_ends
from itbounds.results.certificate import HEADROOM, Certificate, Level, require_weights
from itbounds.results.serial import array_from_json, array_to_json, number_from_json, number_to_json

__all__ = ["CommonPartCertificate"]


@dataclass(frozen=True, eq=False, kw_only=True)
class CommonPartCertificate(Certificate):
    r"""The cells of a joint law and a label for each of them.

    If cells of one row, and cells of one column, have the same label, then the label is a function of either
    variable, and its entropy is at most :math:`C(X; Y)`. If cells with the same label are connected by steps
    along rows and columns, then no finer common function exists, and the entropy is at least that.

    Parameters
    ----------
    rows, columns : integer arrays of shape (s,)
        The cells of positive probability.
    weights : array of shape (s,)
        Their probabilities, understood as normalised exactly.
    labels : integer array of shape (s,)
        The value of the common part at each cell.
    """

    kind: ClassVar[str] = "common_part"
    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    weights: Vector
    labels: NDArray[np.int64]

    @classmethod
    def of(cls, cells: Cells, labels: NDArray[np.int64]) -> "CommonPartCertificate":
        """Make the certificate of a labelling of cells: the claim is computed, with headroom."""
        draft = cls(
            lower=0.0,
            upper=0.0,
            rows=cells.rows,
            columns=cells.columns,
            weights=cells.weights,
            labels=labels,
        )
        lower, upper = entropy_ends(draft.law, headroom=HEADROOM)
        return replace(draft, lower=lower, upper=upper)

    @property
    def law(self) -> Vector:
        """The law of the common part, each probability rounded once."""
        return block_sums(self.labels, self.weights, int(self.labels.max()) + 1)

    def _check(self) -> None:
        arrays = (self.rows, self.columns, self.weights, self.labels)
        if len({array.shape for array in arrays}) != 1 or self.rows.ndim != 1 or not len(self.rows):
            raise CertificateError("the cells have not one row, column, weight and label each")
        if min(self.rows.min(), self.columns.min(), self.labels.min()) < 0:
            raise CertificateError("a row, column or label is negative")
        require_weights("joint law", self.weights)
        for name, lines in (("row", self.rows), ("column", self.columns)):
            label_of = np.zeros(int(lines.max()) + 1, dtype=np.int64)
            label_of[lines] = self.labels
            if (label_of[lines] != self.labels).any():
                raise CertificateError(f"cells of one {name} have different labels")
        positive = self.weights > 0.0
        shape = (int(self.rows.max()) + 1, int(self.columns.max()) + 1)
        support = Cells(self.rows[positive], self.columns[positive], self.weights[positive], shape)
        components = connected_labels(support)[0][support.rows]
        if len(np.unique(components)) != len(np.unique(self.labels[positive])):
            raise CertificateError("cells with the same label are not connected")

    def _prove(self, level: Level) -> tuple[float, float]:
        if level == "float":
            return entropy_ends(self.law)
        sums: dict[int, int] = {}
        for label, weight in zip(self.labels.tolist(), common_weights(self.weights), strict=True):
            sums[label] = sums.get(label, 0) + weight
        return entropy_ball_ends(list(sums.values()))

    def to_dict(self) -> JSON:
        """Return the certificate as JSON data."""
        integers = {name: getattr(self, name).tolist() for name in ("rows", "columns", "labels")}
        return {
            "kind": self.kind,
            "lower": number_to_json(self.lower),
            "upper": number_to_json(self.upper),
            "weights": array_to_json(self.weights),
            **integers,
        }

    @classmethod
    def from_dict(cls, data: JSON) -> "CommonPartCertificate":
        """Read what `to_dict` wrote; nothing is verified yet."""
        return cls(
            lower=number_from_json(data["lower"]),
            upper=number_from_json(data["upper"]),
            rows=np.array(data["rows"], dtype=np.int64),
            columns=np.array(data["columns"], dtype=np.int64),
            weights=array_from_json(data["weights"], ndim=1),
            labels=np.array(data["labels"], dtype=np.int64),
        )
