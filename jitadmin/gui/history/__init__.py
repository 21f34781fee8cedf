"""The place that shows who did what when, and how to get back to any state."""
