"""matplotlib in programs: what its pyplot and its axes draw becomes the charts of the run.

`pyplot.py` keeps figures and axes as pyplot does and is the file to read first; `drawing.py` makes series of what is
given to plot, scatter, bar, hist and imshow, `furniture.py` sets titles, axes and legends.
"""

from engine.language.library.charts.pyplot import MATPLOTLIB

__all__ = ["MATPLOTLIB"]
