"""The promtool tests of each alert rule, the rules as the tests read them, and rules changed on purpose."""
