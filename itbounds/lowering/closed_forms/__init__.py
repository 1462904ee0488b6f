"""Capacities and rate-distortion functions that have a formula, recognised from exact matrices."""

from itbounds.lowering.closed_forms.recognised import Recognised
from itbounds.lowering.closed_forms.registry import (
    recognise_channel,
    recognise_continuous,
    recognise_costs,
    recognise_source,
)

__all__ = ["Recognised", "recognise_channel", "recognise_continuous", "recognise_costs", "recognise_source"]
