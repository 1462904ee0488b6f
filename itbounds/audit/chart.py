"""What the figure of a report shows, as data: lines, bands and points with their intervals."""

from dataclasses import dataclass

from itbounds._typing import JSON

__all__ = ["Chart", "Line", "Point"]


@dataclass(frozen=True)
class Line:
    """A limit: a line, and a band above it if it is known to an interval.

    Parameters
    ----------
    label : str
        What the legend says.
    x, y : tuple of float
        Its points.
    upper : tuple of float, optional
        The upper ends, if `y` are lower ones.
    """

    label: str
    x: tuple[float, ...]
    y: tuple[float, ...]
    upper: tuple[float, ...] = ()


@dataclass(frozen=True)
class Point:
    """What a model achieved.

    Parameters
    ----------
    label : str
        What the legend says.
    x, y : float
        Where it is.
    x_interval, y_interval : pair of float, optional
        Its confidence intervals.
    """

    label: str
    x: float
    y: float
    x_interval: tuple[float, float] | None = None
    y_interval: tuple[float, float] | None = None


@dataclass(frozen=True)
class Chart:
    """A plane with limits and with what was achieved.

    Parameters
    ----------
    x, y : str
        The labels of the axes, with their units.
    lines : tuple of Line
        The limits.
    points : tuple of Point
        What was achieved.
    log_x, log_y : bool
        Whether an axis is logarithmic.
    """

    x: str
    y: str
    lines: tuple[Line, ...] = ()
    points: tuple[Point, ...] = ()
    log_x: bool = False
    log_y: bool = False

    def to_dict(self) -> JSON:
        """Return the chart as JSON data."""
        return {
            "x": self.x,
            "y": self.y,
            "lines": [
                {"label": line.label, "x": list(line.x), "y": list(line.y), "upper": list(line.upper)}
                for line in self.lines
            ],
            "points": [
                {
                    "label": point.label,
                    "x": point.x,
                    "y": point.y,
                    "x_interval": list(point.x_interval) if point.x_interval else None,
                    "y_interval": list(point.y_interval) if point.y_interval else None,
                }
                for point in self.points
            ],
            "log_x": self.log_x,
            "log_y": self.log_y,
        }

    @classmethod
    def from_dict(cls, data: JSON) -> "Chart":
        """Read what `to_dict` wrote."""
        lines = (Line(d["label"], tuple(d["x"]), tuple(d["y"]), tuple(d["upper"])) for d in data["lines"])
        points = (
            Point(d["label"], d["x"], d["y"], _pair(d["x_interval"]), _pair(d["y_interval"]))
            for d in data["points"]
        )
        return cls(data["x"], data["y"], tuple(lines), tuple(points), data["log_x"], data["log_y"])


def _pair(data: list[float] | None) -> tuple[float, float] | None:
    return None if data is None else (data[0], data[1])
