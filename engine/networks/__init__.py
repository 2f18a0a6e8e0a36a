"""The dense networks in the graph of a run: layers of neurons, each z = Σ w·x + b and a = σ(z).

In comes a run and a backward pass; out go the layers, as places of numbers in the graph: no number is computed anew.
Begin with `layer.py`, which says what a layer is; `finding.py` finds them all, `matrices.py` those of matrices and
`neurons.py` those of single numbers.
"""

from engine.networks.finding import MOST_LAYERS, Network, has_network, network
from engine.networks.layer import DenseLayer, Numbers
from engine.networks.telling import (
    NEURONS_TOLD,
    NO_NETWORK,
    NeuronTerm,
    Told,
    back,
    forward,
    neuron_terms,
    sentence,
    told,
)

__all__ = [
    "DenseLayer",
    "MOST_LAYERS",
    "NEURONS_TOLD",
    "NO_NETWORK",
    "Network",
    "NeuronTerm",
    "Numbers",
    "Told",
    "back",
    "forward",
    "has_network",
    "network",
    "neuron_terms",
    "sentence",
    "told",
]
