"""Programs with what PyTorch does with them: `tests/torch/compare_answers.py` writes answers.json."""
