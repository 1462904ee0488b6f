"""Information programs: what is proved of their curvature, and how they become numeric forms."""
