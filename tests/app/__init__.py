"""What both faces rely on."""
