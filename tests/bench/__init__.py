"""Cost targets of the architecture, measured as ratios inside one run: machines differ, ratios tell."""
