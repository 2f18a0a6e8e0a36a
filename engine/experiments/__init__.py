"""Ways out of what a diagnosis finds: edits of the program's text, to be run and compared with the run before.

In comes a run and a finding of its diagnosis; out come Experiments. Begin with `ways_out.py`.
"""

from engine.experiments.ways_out import Experiment, experiments

__all__ = ["Experiment", "experiments"]
