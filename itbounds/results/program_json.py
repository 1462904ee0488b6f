"""Information programs and their proofs of concavity as JSON data."""

from fractions import Fraction
from typing import Any

import numpy as np

from itbounds._typing import JSON
from itbounds.lowering.programs.concavity import ConcavityProof, Share
from itbounds.lowering.programs.instance import Instance, Limit, Prescribed, Table, Tally
from itbounds.results.serial import array_from_json, array_to_json
from itbounds.symbolic.factorization import Factor, Factorization, Kind
from itbounds.symbolic.variable import RV

__all__ = ["instance_from_json", "instance_to_json", "is_function", "proof_from_json", "proof_to_json"]


def instance_to_json(instance: Instance) -> JSON:
    """Write a program."""
    return {
        "factors": [
            {
                "group": [v.name for v in factor.group],
                "given": [v.name for v in factor.given],
                "kind": factor.kind,
                "table": None if table is None else _tensor_to_json(table),
            }
            for factor, table in zip(instance.model.factors, instance.tables, strict=True)
        ],
        "sizes": {v.name: size for v, size in zip(instance.model.order, instance.sizes, strict=True)},
        "objective": _tally_to_json(instance.objective),
        "limits": [{"tally": _tally_to_json(limit.tally), "sense": limit.sense} for limit in instance.limits],
        "prescribed": [{"axes": list(p.axes), "law": _tensor_to_json(p.law)} for p in instance.prescribed],
    }


def instance_from_json(data: JSON) -> Instance:
    """Read a program; functions are recognised anew from their tables."""
    tables = {}
    factors = []
    for item in data["factors"]:
        table = None if item["table"] is None else _tensor_from_json(item["table"])
        kind: Kind = "free" if table is None else "deterministic" if is_function(table) else "fixed"
        group = tuple(RV(name) for name in item["group"])
        factors.append(Factor(group, tuple(RV(name) for name in item["given"]), kind))
        tables[group] = table
    model = Factorization(tuple(factors))
    limits = tuple(
        Limit(_tally_from_json(item["tally"]), "eq" if item["sense"] == "eq" else "ge")
        for item in data["limits"]
    )
    prescribed = tuple(
        Prescribed(tuple(map(int, item["axes"])), _tensor_from_json(item["law"]))
        for item in data["prescribed"]
    )
    return Instance(
        model,
        tuple(int(data["sizes"][v.name]) for v in model.order),
        tuple(tables[factor.group] for factor in model.factors),
        _tally_from_json(data["objective"]),
        limits,
        prescribed,
    )


def is_function(table: Any) -> bool:
    """Whether a table of probabilities has no entries but zero and one."""
    return bool(((table == 0.0) | (table == 1.0)).all())


def _tensor_to_json(array: Any) -> JSON:
    return {"shape": list(array.shape), "data": array_to_json(array.ravel())}


def _tensor_from_json(data: JSON) -> Any:
    array = array_from_json(data["data"], ndim=1).reshape(tuple(map(int, data["shape"])))
    array.setflags(write=False)
    return np.asarray(array)


def _tally_to_json(tally: Tally) -> JSON:
    return {
        "entropies": [[mask, str(value)] for mask, value in tally.entropies.items()],
        "tables": [
            {
                "weight": str(t.weight),
                "axes": list(t.axes),
                "values": _tensor_to_json(t.values),
                "name": t.name,
            }
            for t in tally.tables
        ],
        "constant": str(tally.constant),
        "worth": tally.worth,
    }


def _tally_from_json(data: JSON) -> Tally:
    tables = tuple(
        Table(
            Fraction(item["weight"]),
            tuple(map(int, item["axes"])),
            _tensor_from_json(item["values"]),
            str(item["name"]),
        )
        for item in data["tables"]
    )
    entropies = {int(mask): Fraction(value) for mask, value in data["entropies"]}
    return Tally(entropies, tables, Fraction(data["constant"]), float(data["worth"]))


def proof_to_json(proof: ConcavityProof) -> list[Any]:
    """Write a proof of concavity."""
    return [[s.given, s.variable, str(s.weight), s.affine] for s in proof.shares]


def proof_from_json(data: list[Any]) -> ConcavityProof:
    """Read a proof of concavity."""
    return ConcavityProof(
        tuple(Share(int(g), int(i), Fraction(weight), bool(affine)) for g, i, weight, affine in data)
    )
