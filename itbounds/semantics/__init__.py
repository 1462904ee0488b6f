"""From syntax to arrays: the one place that knows both."""
