"""How the page bears large runs: `python -m tests.page.measure`. Figures for people, each with its bar; none fails.

Read `__main__` first: it is the list of what is measured.
"""
