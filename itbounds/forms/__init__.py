"""All that a solver may see, and all it may answer: arrays in, arrays and an advice out."""

from itbounds.forms.base import Form, RawSolution, Status
from itbounds.forms.bottleneck import BottleneckForm, EncoderSolution
from itbounds.forms.capacity import (
    CapacityForm,
    OperatorCapacityForm,
    ProductCapacityForm,
    ProductSolution,
)
from itbounds.forms.rate_distortion import RateDistortionForm

__all__ = [
    "BottleneckForm",
    "CapacityForm",
    "EncoderSolution",
    "Form",
    "OperatorCapacityForm",
    "ProductCapacityForm",
    "ProductSolution",
    "RateDistortionForm",
    "RawSolution",
    "Status",
]
