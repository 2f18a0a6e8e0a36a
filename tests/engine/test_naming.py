"""Labels show every character they hold, and keep to themselves."""

from engine.recording.labels import isolated, labels, visible


def test_what_shows_nothing_is_written_as_a_program_escapes_it():
    assert visible("a\u202eb\u200bc\x00d\n\u2028\ufeff\U000e0041") == (
        r"a\u202eb\u200bc\x00d\x0a\u2028\ufeff\U000e0041"
    )


def test_letters_of_every_script_stay_as_they_are():
    for text in ("größe", "θ₁", "重み", "שלום", "Ω̂", "x y", "👩‍💻", "❤️"):
        assert visible(text) == text


def test_a_joiner_outside_an_emoji_shows():
    assert visible("a\u200db") == r"a\u200db"


def test_only_a_name_from_right_to_left_is_isolated():
    assert isolated("W1") == "W1"
    assert isolated("משקל") == "\u2068משקל\u2069"


def test_no_generated_label_is_one_that_the_program_gives():
    """micrograd's labels may be any text, such as h.2 and "tensor in line 4"."""
    names = [("h",), ("h.2",), ("h",), (), ("tensor in line 4",), ("tensor.2 in line 4",), (" ",), ()]
    nothing = [None] * 8
    own = labels(names, nothing, [()] * 8, [{}] * 8, nothing, [()] * 8, [1, 2, 3, 4, 5, 6, None, 4])
    given = ["h", "h.2", "h.3", "tensor.3 in line 4", "tensor in line 4", "tensor.2 in line 4"]
    assert own == [*given, "tensor #6", "tensor.4 in line 4"]
