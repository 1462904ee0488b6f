"""What a figure shows is what the results say, and drawing leaves nothing behind."""

import re
import sys
from io import BytesIO
from math import inf
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure

import itbounds as ib
from itbounds.errors import DomainError, MissingExtraError, ShapeError, UnknownNameError
from itbounds.plots.canvas import new_axes

WIDTHS = {"default": 6.4, "ieee-col": 3.5, "ieee-2col": 7.16, "neurips": 5.5, "jmlr": 6.0}


@pytest.fixture(scope="module")
def rate():
    return ib.rate_distortion_curve([0.4, 0.6], ib.distortions.hamming(2), tol=1e-2)


@pytest.fixture(scope="module")
def capacity_cost():
    return ib.capacity_cost_curve(ib.zoo.bsc(0.1), [0.0, 1.0], tol=1e-2)


@pytest.fixture
def axes():
    return Figure().add_subplot()


def rendered(figure):
    out = BytesIO()
    figure.savefig(out, format="png", dpi=50)
    return out.getvalue()


def edges(ax):
    """The lower and the upper edge of the one band that is drawn, as mappings from x."""
    (band,) = ax.collections
    vertices = band.get_paths()[0].vertices
    return {
        x: (vertices[vertices[:, 0] == x, 1].min(), vertices[vertices[:, 0] == x, 1].max())
        for x in vertices[:, 0]
    }


def test_the_band_is_the_certified_band(rate):
    drawn = edges(rate.plot())
    for x, lower, upper in zip(rate.x, rate.lower, rate.upper, strict=True):
        assert drawn[x] == (lower, upper)


def test_between_its_corners_the_band_is_straight_in_x_whatever_the_scale(rate):
    ax = rate.plot()
    ax.set_xscale("log")
    drawn = edges(ax)
    x = np.array(sorted(drawn))
    assert len(x) >= 400
    low, high = np.array([drawn[value] for value in x]).T
    np.testing.assert_allclose(low, np.interp(x, rate.x, rate.lower), atol=1e-15)
    np.testing.assert_allclose(high, np.interp(x, rate.x, rate.upper), atol=1e-15)


def test_the_line_is_the_side_that_is_attained(rate, capacity_cost):
    for curve, side in ((rate, rate.upper), (capacity_cost, capacity_cost.lower)):
        (line,) = curve.plot().lines
        np.testing.assert_array_equal(np.interp(curve.x, *line.get_data()), side)


def test_axes_are_labelled_with_quantity_and_unit(rate, capacity_cost):
    ax = rate.plot()
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("distortion $D$", "rate $R(D)$ [bit]")
    ax = capacity_cost.to("nat").plot()
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("budget $B$", "capacity $C(B)$ [nat]")


def test_labels_of_the_owner_stay(axes, rate):
    axes.set_ylabel("Rate / bit")
    assert rate.plot(axes) is axes
    assert axes.get_ylabel() == "Rate / bit"
    assert axes.get_xlabel() == "distortion $D$"


def test_curves_share_axes_and_differ_in_colour(axes, rate):
    ib.plots.curve(rate, axes, label="one")
    ib.plots.curve(rate, axes, label="two")
    first, second = axes.lines
    assert first.get_color() != second.get_color()
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["one", "two"]
    assert len(axes.figure.axes) == 1


def test_the_band_has_the_colour_of_its_line(axes, rate):
    ib.plots.curve(rate, axes)
    (band,) = axes.collections
    assert tuple(band.get_facecolor()[0]) == to_rgba(axes.lines[0].get_color(), 0.25)
    assert axes.get_legend() is None


def test_without_a_band_there_is_only_the_line(axes, rate):
    ib.plots.curve(rate, axes, band=False)
    assert len(axes.collections) == 0
    assert len(axes.lines) == 1


def test_operational_points_are_drawn_where_they_are(axes, rate):
    ib.plots.curve(rate, axes, points={"a": ([0.1, 0.2], [0.9, 0.5]), "b": ([0.3], [0.4])})
    a, b = axes.lines[1:]
    np.testing.assert_array_equal(a.get_xydata(), [[0.1, 0.9], [0.2, 0.5]])
    np.testing.assert_array_equal(b.get_xydata(), [[0.3, 0.4]])
    assert a.get_marker() != b.get_marker()
    assert {a.get_linestyle(), b.get_linestyle()} == {"None"}


def test_points_need_a_y_for_every_x(axes, rate):
    with pytest.raises(ShapeError, match="operational points"):
        ib.plots.curve(rate, axes, points=([0.1, 0.2], [0.9]))


def test_a_reference_that_diverges_does_not_stretch_the_axes(axes, rate):
    ib.plots.curve(rate, axes)
    before = axes.get_ylim()
    ib.plots.curve(rate, axes, reference={"1/D - 3": lambda D: 1.0 / D - 3.0})
    x, y = axes.lines[-1].get_data()
    assert axes.get_ylim()[1] <= 1.06 * before[1]
    assert len(x) > 10
    assert y.min() >= 0.0
    np.testing.assert_array_equal(y, 1.0 / x - 3.0)


def test_a_reference_may_be_arrays(axes, rate):
    ib.plots.curve(rate, axes, reference=([0.0, 0.4], [0.9, 0.1]))
    np.testing.assert_array_equal(axes.lines[-1].get_xydata(), [[0.0, 0.9], [0.4, 0.1]])
    assert axes.get_legend().get_texts()[0].get_text() == "reference"


def test_the_law_of_a_result_as_bars_with_its_letters():
    channel = ib.Kernel(ib.Space.of(["a$", "b"]), ib.Space.of(2), [[1.0, 0.0], [0.5, 0.5]])
    result = ib.capacity(channel)
    ax = result.plot()
    heights = [bar.get_height() for bar in ax.patches]
    np.testing.assert_array_equal(heights, result.witness.probabilities)
    assert [tick.get_text() for tick in ax.get_xticklabels()] == [r"a\$", "b"]
    assert ax.get_ylabel() == "probability $p(x)$"
    assert result.to_latex() in ax.get_title()


def test_many_numeric_letters_stand_at_their_values():
    channel = ib.zoo.awgn_grid(2.0, 31, 40)
    ax = ib.capacity(channel, tol=1e-6).plot()
    centres = [bar.get_x() + 0.5 * bar.get_width() for bar in ax.patches]
    np.testing.assert_allclose(centres, channel.dom.letters, atol=1e-12)


def test_a_test_channel_as_a_heat_map_with_values():
    result = ib.rate_distortion([0.2, 0.3, 0.5], ib.distortions.hamming(3), 0.2)
    ax = result.plot()
    (image,) = ax.images
    np.testing.assert_array_equal(image.get_array(), result.witness.matrix)
    shown = {tuple(map(int, text.get_position())): text.get_text() for text in ax.texts}
    for (row, column), value in np.ndenumerate(result.witness.matrix):
        assert abs(float(shown[column, row].replace("<", "")) - value) <= 0.0051


def test_a_large_test_channel_has_a_scale_and_its_letters_on_the_axes():
    source = ib.sources.gaussian_grid(41, reach=4.0)
    result = ib.rate_distortion(source, ib.distortions.squared_error(source), 0.5, tol=1e-6)
    ax = result.plot()
    assert len(ax.texts) == 0
    assert len(ax.figure.axes) == 2
    np.testing.assert_allclose(ax.images[0].get_extent(), [-4.1, 4.1, 4.1, -4.1], atol=1e-12)


def test_a_result_without_a_witness_cannot_be_drawn():
    result = ib.capacity(ib.zoo.bsc(0.1))
    bare = ib.Result(result.quantity, result.latex, 0.0, inf, result.status, result.provenance)
    with pytest.raises(DomainError, match="no witness"):
        bare.plot()


def test_a_family_shows_every_interval(axes):
    results = {e: ib.capacity(ib.zoo.bec(e), tol=1e-3, solver="blahut_arimoto") for e in (0.5, 0.1, 0.9)}
    ib.plots.capacity_family(results, axes, closed_form=lambda e: 1 - e, label="BEC", parameter="e")
    (container,) = axes.containers
    (bars,) = container.lines[2]
    for segment, parameter in zip(bars.get_segments(), (0.1, 0.5, 0.9), strict=True):
        result = results[parameter]
        np.testing.assert_allclose(segment[:, 0], parameter)
        np.testing.assert_allclose(segment[:, 1], [result.lower, result.upper], rtol=1e-14)
    x, y = axes.lines[-1].get_data()
    np.testing.assert_array_equal(y, 1 - x)
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("e", "capacity $C$ [bit]")


def test_families_in_the_same_axes_differ_in_marker_and_colour(axes):
    for channel in (ib.zoo.bec, ib.zoo.bsc):
        ib.plots.capacity_family({e: ib.capacity(channel(e)) for e in (0.1, 0.2)}, axes)
    first, second = (container.lines[0] for container in axes.containers)
    assert first.get_marker() != second.get_marker()
    assert first.get_color() != second.get_color()


def test_a_family_is_drawn_in_the_unit_of_its_first_result(axes):
    results = {0.1: ib.capacity(ib.zoo.bec(0.1), unit="nat"), 0.2: ib.capacity(ib.zoo.bec(0.2), unit="bit")}
    ib.plots.capacity_family(results, axes)
    np.testing.assert_allclose(
        axes.containers[0].lines[0].get_ydata(), np.array([0.9, 0.8]) * np.log(2.0), atol=1e-9
    )
    assert axes.get_ylabel() == "capacity $C$ [nat]"


def test_an_unknown_end_or_no_result_cannot_be_drawn(axes):
    with pytest.raises(DomainError, match="no result"):
        ib.plots.capacity_family({}, axes)
    known = ib.capacity(ib.zoo.bsc(0.1))
    open_above = ib.Result("C", "C", 0.0, inf, known.status, known.provenance)
    with pytest.raises(DomainError, match="infinite end"):
        ib.plots.capacity_family({0.1: known, 0.2: open_above}, axes)


@pytest.fixture(scope="module")
def solved():
    problem = ib.Capacity(ib.zoo.z_channel(0.5))
    return {name: problem.solve(name, tol=1e-6) for name in ("interior_point", "blahut_arimoto")}


def test_convergence_shows_the_gaps_the_tolerance_and_the_certified_end(axes, solved):
    ib.plots.convergence(solved, axes)
    assert axes.get_yscale() == "log"
    history = solved["blahut_arimoto"].history
    curves = [line for line in axes.lines if line.get_label() == "blahut_arimoto"]
    gap = (history[:, 1] - history[:, 0]) / np.log(2.0)
    np.testing.assert_allclose(curves[0].get_ydata(), np.where(gap > 0, gap, np.nan))
    np.testing.assert_array_equal(curves[0].get_xdata(), np.arange(1, len(history) + 1))
    ends = {line.get_ydata()[0] for line in axes.lines if line.get_linestyle() == "None"}
    assert ends == {result.gap for result in solved.values()}
    (tolerance,) = [line for line in axes.lines if line.get_linestyle() == ":"]
    np.testing.assert_allclose(tolerance.get_ydata(), 1e-6)
    assert axes.get_ylabel() == "gap [bit]"


def test_convergence_of_both_bounds_encloses_the_truth(axes, solved):
    ib.plots.convergence(solved, axes, show="bounds")
    truth = np.log2(1.25)
    upper, lower = axes.lines[:2]
    assert (upper.get_ydata() >= truth - 1e-15).all()
    assert (lower.get_ydata() <= truth + 1e-15).all()
    assert upper.get_color() == lower.get_color()


def test_convergence_needs_a_history(axes):
    trivial = ib.rate_distortion([0.5, 0.5], ib.distortions.hamming(2), 0.5)
    with pytest.raises(DomainError, match="closed form"):
        ib.plots.convergence({"R": trivial}, axes)
    with pytest.raises(DomainError, match="'gap' or 'bounds'"):
        ib.plots.convergence({"R": trivial}, axes, show="ratio")


@pytest.mark.parametrize(("name", "width"), WIDTHS.items())
def test_a_style_has_the_width_of_its_journal(name, width):
    with ib.plots.style(name):
        assert Figure().get_figwidth() == width
        assert matplotlib.rcParams["pdf.fonttype"] == 42
        cycle = matplotlib.rcParams["axes.prop_cycle"].by_key()
    assert len(set(cycle["color"])) == len(cycle["color"]) == len(set(map(str, cycle["linestyle"])))


def test_a_figure_keeps_its_style_after_the_block():
    pictures = []
    with ib.plots.style("ieee-col"):
        for _ in range(2):
            ax = new_axes()
            ax.plot([0.0, 1.0], [1e-3, 1.0], label=r"rate $R_\beta$")
            ax.set(yscale="log", xlabel="capacity", title="one")
            ax.legend()
            pictures.append(ax.figure)
        pictures[0] = rendered(pictures[0])
    assert pictures[0] == rendered(pictures[1])


def test_no_figure_of_the_gallery_names_colours_of_a_cycle_that_may_be_another_when_it_is_drawn():
    for script in sorted((Path(__file__).parents[3] / "examples").glob("plot_*.py")):
        assert not re.search(r"""["']C[0-9{]""", script.read_text(encoding="utf-8")), script.name


def test_lines_in_a_style_can_be_told_apart_in_grey(rate):
    with ib.plots.style("ieee-col"):
        ax = ib.plots.curve(rate, label="one")
        ib.plots.curve(rate, ax, label="two")
    first, second = ax.lines
    assert first.get_linestyle() != second.get_linestyle()


def test_an_unknown_style_names_the_known_ones():
    with pytest.raises(UnknownNameError, match="ieee-col"), ib.plots.style("nature"):
        pass


def test_drawing_changes_no_setting_and_opens_no_figure(rate, solved, tmp_path):
    pyplot = sys.modules.get("matplotlib.pyplot")
    open_before = pyplot.get_fignums() if pyplot else []
    before = dict(matplotlib.rcParams)
    with ib.plots.style("jmlr"):
        ib.plots.save(ib.plots.curve(rate), tmp_path / "a.pdf")
    ib.plots.convergence(solved)
    ib.plots.save(solved["interior_point"].plot(), tmp_path / "b.png")
    assert dict(matplotlib.rcParams) == before
    pyplot = sys.modules.get("matplotlib.pyplot")
    assert (pyplot.get_fignums() if pyplot else []) == open_before


@pytest.mark.parametrize(
    ("ending", "magic"), [(".pdf", b"%PDF"), (".svg", b"<?xml"), (".png", b"\x89PNG"), (".PNG", b"\x89PNG")]
)
def test_a_figure_is_saved_with_the_same_bytes_every_time(rate, tmp_path, ending, magic):
    first = ib.plots.save(ib.plots.curve(rate), tmp_path / f"first{ending}")
    second = ib.plots.save(ib.plots.curve(rate).figure, tmp_path / f"second{ending}")
    assert first.read_bytes() == second.read_bytes()
    assert first.read_bytes().startswith(magic)


def test_text_in_a_pdf_is_truetype(rate, tmp_path):
    with matplotlib.rc_context({"pdf.compression": 0}):
        path = ib.plots.save(rate.plot(), tmp_path / "f.pdf")
    assert b"/Type3" not in path.read_bytes()
    assert b"/FontFile2" in path.read_bytes()


def test_a_bad_place_is_refused_before_drawing(rate, tmp_path):
    with pytest.raises(DomainError, match=r"known are \.pdf, \.svg, \.png"):
        ib.plots.save(rate.plot(), tmp_path / "f.bmp")
    with pytest.raises(DomainError, match="does not exist"):
        ib.plots.save(rate.plot(), tmp_path / "missing" / "f.pdf")


def test_without_matplotlib_the_message_says_what_to_install(rate, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(MissingExtraError, match=r"itbounds\[plot\]"):
        rate.plot()
    with pytest.raises(MissingExtraError, match=r"itbounds\[plot\]"), ib.plots.style("jmlr"):
        pass


def test_a_second_curve_on_the_same_axes_raises_their_top() -> None:
    low = ib.rate_distortion_curve([0.1, 0.9], ib.distortions.hamming(2), tol=0.1)
    high = ib.rate_distortion_curve([0.25] * 4, ib.distortions.hamming(4), tol=0.1)
    axes = high.plot(low.plot())
    assert axes.get_ylim()[0] == 0.0
    assert axes.get_ylim()[1] >= high.upper.max()
