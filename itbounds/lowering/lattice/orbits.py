"""The orbits of closed sets under a group given by generators, without listing the group."""

from dataclasses import dataclass

import numpy as np

from itbounds.forms.linear import Integers
from itbounds.lowering.lattice.closed_sets import ClosedSets

__all__ = ["Orbits", "permuted"]


@dataclass(frozen=True, eq=False)
class Orbits:
    """The orbit of each closed set.

    Parameters
    ----------
    representatives : array of shape (m,)
        The index of the smallest set of the orbit of each closed set.
    parents, steps : arrays of shape (m,)
        A closed set is the image of its parent under the generator with the index in `steps`; the
        representatives have -1 there.
    """

    representatives: Integers
    parents: Integers
    steps: Integers

    @classmethod
    def of(cls, sets: ClosedSets, generators: tuple[tuple[int, ...], ...]) -> "Orbits":
        """Walk from the smallest set of each orbit along the generators.

        Examples
        --------
        >>> from itbounds.lowering.lattice.closure import Closure
        >>> Orbits.of(ClosedSets.of(Closure(2)), ((1, 0),)).representatives
        array([0, 1, 1, 3])
        """
        count = len(sets)
        images = [np.searchsorted(sets.masks, permuted(sets.masks, generator)) for generator in generators]
        label = np.arange(count)
        while True:  # every set takes the least label among itself and its images, both ways
            before = label.copy()
            for image in images:
                label = np.minimum(label, label[image])
                np.minimum.at(label, image, label.copy())
            label = label[label]
            if np.array_equal(label, before):
                break
        parents, steps = np.full(count, -1), np.full(count, -1)
        reached = label == np.arange(count)
        frontier = np.flatnonzero(reached)
        while len(frontier):
            found = []
            for step, image in enumerate(images):
                targets, origins = image[frontier], frontier
                new = ~reached[targets]
                parents[targets[new]], steps[targets[new]] = origins[new], step
                reached[targets[new]] = True
                found.append(targets[new])
            frontier = np.concatenate(found) if found else frontier[:0]
        return cls(label, parents, steps)


def permuted(masks: Integers, generator: tuple[int, ...]) -> Integers:
    """Return the images of sets under a permutation of the variables.

    Examples
    --------
    >>> permuted(np.array([0b011]), (1, 2, 0))
    array([6])
    """
    images = np.zeros_like(masks)
    for i, target in enumerate(generator):
        images |= (masks >> i & 1) << target
    return images
