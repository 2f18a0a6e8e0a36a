"""What the lectures ask for, row by row: `rows.py` names for each the test that holds it."""
