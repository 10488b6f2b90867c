"""Family stories as files: read strictly, played through the public services on a simulated clock.

Read `docs/scenarios.md` for the format. The order of the work: `loader` checks a whole file and gives a `Story`,
`stage` puts its people in a database, `player` plays its events and `verdict` compares what a person sees.
"""
