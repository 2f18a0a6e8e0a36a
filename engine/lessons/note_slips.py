"""Where lecture notes on back-propagation slip, what is right, and the lessons that avoid it.

`number` counts from 1, and `lecture` is the note that it stands in.
"""

from __future__ import annotations

from typing import NamedTuple


class NoteSlip(NamedTuple):
    """`said` is what stands in the notes, in other words, and `right` what this program shows in its place."""

    number: int
    lecture: str
    said: str
    right: str
    lessons: tuple[str, ...]


NOTE_SLIPS = (
    NoteSlip(1, "001", "a factor 2 in the slope of ½(f − y)²", "with ½ the 2 is gone: (θx² − y)x²", ("13_fit_theta",)),
    NoteSlip(
        2, "001", "slopes −6, 0, −6 for a loss with ½", "with ½ they are −3, 0, −3, and one step leads to θ = 2",
        ("13_fit_theta", "46_theta_pass_by_pass"),
    ),
    NoteSlip(
        3, "001", "θ₁ = θ₀ + E′ as the update", "θ₁ = θ₀ − η E′: descent goes against the gradient",
        ("45_down_the_parabola", "46_theta_pass_by_pass"),
    ),
    NoteSlip(4, "001", "½(f − y)² called a mean", "it is half the square of one error: nothing is averaged in it",
             ("16_one_hidden_unit",)),
    NoteSlip(5, "001", "df/dz = df/da · da/dz for f = a(z(x))", "f is a, so the chain is df/dx = da/dz · dz/dx",
             ("10_sigmoid_neuron",)),
    NoteSlip(6, "001", "exp raised to the power −z", "the sigmoid is 1 / (1 + exp(−z))", ("10_sigmoid_neuron",)),
    NoteSlip(7, "001", "a sum that covers the bias", "z = (Σ w·x) + b: b is added once", ("16_one_hidden_unit",)),
    NoteSlip(
        8, "001", "each weight updated on the way back",
        "all gradients come first, then all updates: a weight changed too early bends the gradients before it",
        ("16_one_hidden_unit",),
    ),
    NoteSlip(9, "001", "a power law", "the rule for xⁿ is the power rule", ("02_power_rule",)),
    NoteSlip(
        10, "001 and 004", "three layers, and two layers, for networks of one depth",
        "layers are those that compute: the input is layer 0", ("25_two_layer_bce",),
    ),
    NoteSlip(11, "000", "z of a layer from the a of the same layer", "z^[l] = W^[l] a^[l−1] + b^[l]",
             ("25_two_layer_bce",)),
    NoteSlip(12, "000", "one letter for the loss and for the layer", "the loss is L, the layer an index [l]",
             ("25_two_layer_bce",)),
    NoteSlip(
        13, "000", "a negative activation that relu makes 0",
        "relu shuts where its input is negative, and what lies below learns nothing only where it is shut for every "
        "example and on every path",
        ("31_dead_relu",),
    ),
    NoteSlip(
        14, "000", "large activations that make gradients explode",
        "products of weights and slopes explode; a large input makes the gradient of its own weights large",
        ("33_exploding_chain", "34_input_scale"),
    ),
    NoteSlip(15, "002", "∂s/∂W = δ · ∂x/∂W", "∂s/∂W = δ · ∂z/∂W", ("18_shape_convention",)),
    NoteSlip(16, "002", "two linear layers written in the order W₁ W₂ x", "what is applied last stands first: W₂ W₁ x",
             ("21_linear_collapse",)),
    NoteSlip(
        17, "002", "a backward pass that assigns its gradients",
        "where a value is used twice, its gradients are added: += and not =", ("07_fan_out",),
    ),
    NoteSlip(18, "002", "rows and columns of a gradient turned without a word",
             "a gradient has the shape of what it is by; as a Jacobian it is a row", ("18_shape_convention",)),
    NoteSlip(19, "003", "a derivative as sensitivity of a change of slope", "it is the sensitivity of the value",
             ("01_square",)),
    NoteSlip(20, "003", "rows of a Jacobian as functions with vectors for values",
             "each row is the gradient of one entry of the result", ("18_shape_convention",)),
    NoteSlip(
        21, "003", "a chain that multiplies by the slope of the activation alone",
        "between two layers stand the slopes and the weights: W₂ diag(f′) W₁", ("25_two_layer_bce",),
    ),
    NoteSlip(22, "003", "gradients of W and b alone", "the gradients of hidden values come first: they lead there",
             ("25_two_layer_bce",)),
    NoteSlip(23, "003", "inverses in the derivation", "no inverse is needed: gradients go back by transposes",
             ("19_matmul",)),
    NoteSlip(24, "004", "the derivative of σ set equal to σ", "dσ/dz = σ(z)(1 − σ(z))", ("25_two_layer_bce",)),
    NoteSlip(25, "004", "one sign for both products", "⊙ is entry by entry, and a matrix product has no sign",
             ("25_two_layer_bce",)),
    NoteSlip(
        26, "004", "a mean over examples that forgets the sum over outputs",
        "the loss adds up its outputs and averages its examples; divided by both, gradients are smaller by the number "
        "of outputs",
        ("23_sigmoid_bce", "25_two_layer_bce"),
    ),
    NoteSlip(
        27, "004", "a listing with a squared error for a derivation with cross-entropy",
        "with a squared error only δ₂ is another: 2(A − Y) ⊙ A(1 − A) / N", ("26_two_layer_one_op",),
    ),
)  # fmt: skip


def slips_avoided_by(lesson: str) -> tuple[NoteSlip, ...]:
    """Those that a lesson, by its id, shows the right form of."""
    return tuple(slip for slip in NOTE_SLIPS if lesson in slip.lessons)
