"""Linear programs: points, duals and rays; exactness is for the results to restore."""
