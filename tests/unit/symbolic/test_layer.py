"""The syntax is exact: no array library comes with it, and sympy only when it is asked for."""

import os
import subprocess
import sys


def test_expressions_load_no_array_library():
    program = (
        "import sys; from itbounds import H, parse, rvs\n"
        "assert str(H(*rvs('X Y'))) == 'H(X,Y)' and parse('X -> Y -> Z').latex()\n"
        "print(*sorted({'numpy', 'scipy', 'sympy', 'networkx'} & set(sys.modules)))"
    )
    environment = {key: value for key, value in os.environ.items() if key != "ITBOUNDS_SHAPES"}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []
