"""The editors of the workbench: sources, transforms, expressions, conditions, the policy, findings and the message."""
