"""Full backward hooks of layers: what they replace goes on, or is refused. Numbers by hand."""

import pytest

from engine import nn, tensor
from engine.errors import ArgumentError


class Product(nn.Module):
    def forward(self, x, y):
        return x * y


def halved(module, grad_input, grad_output):
    return tuple(None if one is None else one * 0.5 for one in grad_input)


def test_the_gradient_of_the_only_input_that_takes_one_is_replaced():
    """∂(x y)/∂x = y = 3, of which the hook leaves half."""
    x, layer = tensor(2.0, requires_grad=True), Product()
    layer.register_full_backward_hook(halved)
    layer(x, tensor(3.0)).backward()
    assert x.grad.item() == 1.5


def test_of_several_inputs_one_that_has_gone_on_is_not_replaced_in_silence():
    x, y = tensor(2.0, requires_grad=True), tensor(3.0, requires_grad=True)
    layer = Product()
    layer.register_full_backward_hook(halved)
    with pytest.raises(ArgumentError, match="has gone on already"):
        layer(x, y).backward()


def test_a_hook_that_hands_back_what_it_was_given_changes_nothing():
    x, y = tensor(2.0, requires_grad=True), tensor(3.0, requires_grad=True)
    layer = Product()
    layer.register_full_backward_hook(lambda module, grad_input, grad_output: grad_input)
    layer(x, y).backward()
    assert (x.grad.item(), y.grad.item()) == (3.0, 2.0)
