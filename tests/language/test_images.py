"""torchvision's MNIST, of which a part is here, and the transforms of its images: numbers by hand from the greys."""

import numpy as np
import pytest

from engine import datasets
from engine.language import CLASS, ProgramError, run

HEAD = "import torch\nfrom torchvision import datasets, transforms\nfrom torch.utils.data import DataLoader, Subset\n"


def printed(text: str) -> list[str]:
    return run(HEAD + text, limits=CLASS).printed.split("\n")[:-1]


def test_an_image_is_its_greys_by_255_then_less_the_mean_by_the_deviation():
    greys, kinds = datasets.mnist(train=True)
    assert greys.shape == (4000, 28, 28)
    lines = printed(
        "t = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.5,), (0.25,))])\n"
        "plain, kind = datasets.MNIST('.', train=True, download=True, transform=transforms.ToTensor())[3]\n"
        "image, kind = datasets.MNIST('.', transform=t)[3]\n"
        "print(tuple(image.shape), kind)\n"
        "print(plain.sum().item())\n"
        "print(image.sum().item())\n"
    )
    assert lines[0] == f"(1, 28, 28) {kinds[3]}"
    total = float(greys[3].sum() / 255)
    assert float(lines[1]) == pytest.approx(total, rel=1e-6)
    assert float(lines[2]) == pytest.approx((total - 0.5 * 784) / 0.25, rel=1e-6)


def test_a_loader_gives_the_same_batch_at_once_as_example_by_example():
    """A transform of the program's own is called for each example; those of torchvision's are not."""
    program = (
        "data = datasets.MNIST('.', train=False, transform={})\n"
        "for x, y in DataLoader(Subset(data, [5, 2, 900]), batch_size=2):\n"
        "    print(tuple(x.shape), x.sum().item(), y.tolist())\n"
    )
    together = printed(program.format("transforms.ToTensor()"))
    alone = printed(program.format("transforms.Compose([transforms.ToTensor(), transforms.Lambda(lambda x: x)])"))
    greys, kinds = datasets.mnist(train=False)
    assert together == alone
    assert together[0].endswith(str(kinds[[5, 2]].tolist()))
    assert float(together[1].split()[4]) == pytest.approx(float(greys[900].sum() / 255), rel=1e-6)


def test_a_class_holds_a_thousand_images_and_a_program_is_told_that_they_are_a_part_of_the_whole():
    result = run(
        HEAD + "x = datasets.MNIST('.', train=False).data.float().view(-1, 784)\nprint(x.shape)\n", limits=CLASS
    )
    assert result.printed == "torch.Size([1000, 784])\n"
    assert "4,000 of its 60,000" in result.notes[0]
    assert result.portable.torch is False


def test_every_digit_is_there_as_often_as_the_others_nearly():
    kinds = np.concatenate([datasets.mnist(part)[1] for part in (True, False)])
    assert np.bincount(kinds).tolist() == [500] * 10


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("datasets.MNIST('.')[4000]", "there are 4000 images"),
        ("transforms.Normalize((0.5,), (0.0,))(torch.ones(1, 2, 2))", "divides by std"),
        ("transforms.Normalize((0.5,), (0.5,))(3)", "takes an image as a tensor"),
        ("transforms.ToTensor()([1, 2])", "takes an image"),
        ("datasets.CIFAR10('.')", "torchvision.datasets has no CIFAR10"),
    ],
)
def test_a_mistake_is_named(text, words):
    with pytest.raises(ProgramError, match=words):
        run(HEAD + text, limits=CLASS)
