"""What the lectures say, row by row, and the test that holds it; `test_rows.py` fails when one of them is gone.

A row whose numbers are the lecture's own stands in `test_numbers.py` under its number. What is not there is named with
the reason, in `ABSENT`.
"""

NUMBERS = "tests/acceptance/test_numbers.py::test_the_numbers_of_the_lecture"
LESSONS = "tests/language/test_lessons.py::test_a_lesson_gives_the_values_and_gradients_of_its_header"

# By row: what is asked for, and the test that would fail without it.
ROWS: dict[int, tuple[str, str]] = {
    1: ("f = x² and its slope at five points", NUMBERS),
    2: ("the power rule", NUMBERS),
    3: ("8x has the slope 8", NUMBERS),
    4: (
        "a constant has no gradient at all",
        "tests/engine/test_trace.py::test_a_gradient_is_computed_unreachable_or_not_required",
    ),
    5: ("2x + 5y + 8", NUMBERS),
    6: ("the chain rule through brackets", NUMBERS),
    7: (
        "one number under several notations",
        "tests/engine/test_derivation.py::test_the_two_layer_network_gets_the_lines_of_its_lecture",
    ),
    8: (
        "the slope as a tangent on the curve",
        "tests/engine/test_curve.py::test_the_slope_is_the_vjp_where_the_entry_stands",
    ),
    9: ("a step against the gradient", NUMBERS),
    10: ("descent is iterative", "tests/language/test_training_lessons.py::test_theta_finds_3"),
    11: ("a minimum read off a table", NUMBERS),
    12: ("errors at the samples", NUMBERS),
    13: ("a function known by samples alone", LESSONS),
    14: ("fitting θ to 3x²", NUMBERS),
    15: (
        "gradients of single samples, then their mean",
        "tests/language/test_training_lessons.py::test_a_batch_and_single_samples",
    ),
    16: (
        "the band of stable learning rates",
        "tests/engine/test_slips.py::test_a_rate_beyond_the_band_is_told_of_with_its_limit",
    ),
    17: ("sum or mean, with ½ or without", NUMBERS),
    18: ("the exercise 5x³", NUMBERS),
    19: (
        "partial derivatives along three edges",
        "tests/engine/test_formulas.py::test_the_local_derivative_is_the_derivative_of_the_formula",
    ),
    20: ("first weights, equal ones stay equal", LESSONS),
    21: ("three thetas and their first step", NUMBERS),
    22: (
        "a feature against learned parameters",
        "tests/language/test_training_lessons.py::test_three_parameters_share_a_rate",
    ),
    23: ("the linear perceptron", NUMBERS),
    24: ("a perceptron with its activation", NUMBERS),
    25: (
        "sigmoid folded and unfolded",
        "tests/engine/test_unfolding.py::test_a_composite_is_made_of_two_other_operations_or_more",
    ),
    26: ("the slope a(1 − a), at most a quarter", "tests/engine/test_curve.py::test_the_curve_of_a_sigmoid_is_known"),
    27: (
        "a chain of factors, each to click on",
        "tests/page/test_derivation.py::test_a_node_tells_its_paths_to_the_loss_and_the_graph_lights_the_one_pointed_at",
    ),
    28: ("local derivatives on the edges", "tests/engine/test_paths.py::test_a_path_tells_its_factors"),
    29: ("the four updates of one hidden unit", NUMBERS),
    30: (
        "backward changes no parameter",
        "tests/engine/test_trace.py::test_an_update_is_a_step_of_its_own_and_a_new_node",
    ),
    31: ("two passes, their steps counted", "tests/engine/test_trace.py::test_every_node_has_exactly_one_forward_step"),
    32: (
        "reverse, forward, numeric, symbolic",
        "tests/server/test_derivatives.py::test_the_wengert_list_has_one_slope_by_every_way",
    ),
    33: (
        "what finite differences cost",
        "tests/server/test_derivatives.py::test_a_network_of_17_parameters_takes_17_forward_sweeps_and_34_evaluations",
    ),
    34: (
        "δ is computed once and reused",
        "tests/engine/test_derivation.py::test_a_gradient_has_a_name_exactly_when_several_take_it_up",
    ),
    35: ("history and names", "tests/page/test_tour.py::test_the_help_tells_where_back_propagation_comes_from"),
    37: (
        "what a node keeps for the backward pass",
        "tests/page/test_reading_graph.py::test_a_node_tells_its_rule_and_what_it_keeps_for_the_backward_pass",
    ),
    38: (
        "a nudge shows the sensitivity",
        "tests/page/test_live.py::test_a_nudge_inside_moves_what_follows_and_springs_back",
    ),
    39: ("one operation a line", LESSONS),
    40: (
        "the sum over all paths",
        "tests/engine/test_paths.py::test_three_paths_of_the_staged_function_add_up_to_its_gradient",
    ),
    41: (
        "rows and columns of a Jacobian",
        "tests/page/test_local_jacobian.py::test_a_backward_step_shows_the_jacobian_of_its_edge",
    ),
    42: (
        "a product of Jacobians with its shapes",
        "tests/server/test_jacobian_product.py::test_the_score_of_the_lecture_is_a_product_of_three",
    ),
    43: ("cross-entropy, squared error and its root", NUMBERS),
    44: (
        "why backward",
        "tests/server/test_derivatives.py::test_passes_and_operations_are_counted_on_this_very_program",
    ),
    45: ("what will not learn is told", "tests/engine/test_diagnosis.py::test_the_cause_is_named_with_its_numbers"),
    46: ("the graph: sources, operations, edges", NUMBERS),
    47: (
        "gradients flow against the edges",
        "tests/engine/test_trace.py::test_backward_steps_say_what_flows_and_what_is_held",
    ),
    48: ("the first step sets 1", "tests/engine/test_trace.py::test_backward_steps_say_what_flows_and_what_is_held"),
    49: (
        "upstream, local, downstream",
        "tests/engine/test_explain.py::test_the_multiplication_of_the_lecture_switches",
    ),
    50: (
        "downstream = upstream × local in numbers",
        "tests/engine/test_explain.py::test_one_entry_written_out_adds_up_to_the_contribution",
    ),
    51: ("a sum hands on", NUMBERS),
    52: ("a maximum routes", NUMBERS),
    53: ("a product switches", NUMBERS),
    54: ("one sweep fills all leaves", LESSONS),
    55: (
        "an operation with its forward and backward code",
        "tests/page/test_reference.py::test_an_address_leads_to_its_operation",
    ),
    56: ("a gate written by hand is graded", "tests/language/test_own_engines.py::test_a_slip_in_an_engine_is_named"),
    57: ("a topological order", "tests/page/test_reading_graph.py::test_cards_are_numbered_in_a_topological_order"),
    58: (
        "an operation of one's own, checked",
        "tests/engine/test_custom_op.py::test_a_wrong_gradient_is_refused_with_input_entry_and_both_numbers",
    ),
    60: (
        "the graph follows the line that runs",
        "tests/page/test_stepping.py::test_the_line_of_the_current_step_is_in_sight",
    ),
    61: (
        "code and graph light each other",
        "tests/page/test_lines.py::test_a_line_of_the_text_lights_the_card_that_it_is_closed_to",
    ),
    62: ("the Wengert list", "tests/server/test_tape.py::test_the_list_of_the_notes_has_an_operation_a_row"),
    63: (
        "what requires no gradient is skipped",
        "tests/engine/test_trace.py::test_a_gradient_is_computed_unreachable_or_not_required",
    ),
    65: ("layers as groups", "tests/engine/test_networks.py::test_every_way_to_write_a_layer_is_one"),
    66: (
        "a linear layer folded and unfolded",
        "tests/engine/test_unfolding.py::test_a_composite_is_made_of_two_other_operations_or_more",
    ),
    67: (
        "z before and a after the activation",
        "tests/engine/test_derivation.py::test_layers_without_names_of_their_own_get_those_of_the_lecture",
    ),
    68: ("a gradient has the shape of its value", LESSONS),
    69: (
        "Jacobian form and shape convention",
        "tests/server/test_jacobian_product.py::test_the_jacobian_of_a_matrix_is_a_row_and_its_gradient_a_matrix",
    ),
    70: (
        "∂s/∂W as an outer product",
        "tests/server/test_jacobian_product.py::test_the_jacobian_of_a_matrix_is_a_row_and_its_gradient_a_matrix",
    ),
    71: (
        "an entry of W lights one z",
        "tests/page/test_asking.py::test_a_product_is_a_row_by_a_column_and_the_line_says_the_sum",
    ),
    72: (
        "δ has the shape of its layer",
        "tests/engine/test_derivation.py::test_the_two_layer_network_gets_the_lines_of_its_lecture",
    ),
    74: ("Z = A Wᵀ + 1 bᵀ", LESSONS),
    75: (
        "a bias is copied, and its gradients add up",
        "tests/engine/test_explain.py::test_a_broadcast_bias_is_explained_as_a_sum_over_copies",
    ),
    76: ("shapes N × n", LESSONS),
    77: (
        "W^[l], Z^[l] and A^[l]",
        "tests/engine/test_derivation.py::test_the_same_lines_with_examples_as_columns_in_the_names_of_the_layers",
    ),
    79: (
        "A^[0] is the input",
        "tests/engine/test_derivation.py::test_the_same_lines_with_examples_as_columns_in_the_names_of_the_layers",
    ),
    80: (
        "the four derivatives, shared factors tinted",
        "tests/engine/test_derivation.py::test_the_two_layer_network_gets_the_lines_of_its_lecture",
    ),
    81: (
        "δ₂ = A − Y and what follows",
        "tests/engine/test_derivation.py::test_every_line_and_every_form_on_the_way_to_it_comes_to_the_gradient_of_the_run",
    ),
    82: ("an update, entry by entry", NUMBERS),
    83: ("activations and their slopes at 0", NUMBERS),
    84: ("where slopes fall below a hundredth", NUMBERS),
    85: (
        "live and dead units",
        "tests/engine/test_diagnosis.py::test_a_gradient_of_a_whole_layer_goes_back_to_the_bias_that_shuts_its_gates",
    ),
    86: ("a leaky relu keeps gradients", LESSONS),
    87: ("a saturated sigmoid stops the flow", NUMBERS),
    88: ("exploding by products", NUMBERS),
    89: ("vanishing by products", NUMBERS),
    90: ("why inputs are normalised", LESSONS),
    91: ("a dead layer", LESSONS),
    92: ("layers without activation collapse", NUMBERS),
    93: (
        "sigmoid or softmax taken twice is told",
        "tests/engine/test_slips.py::test_a_loss_that_is_handed_probabilities_in_place_of_scores_is_told_of",
    ),
    94: ("an activation of one's own", "tests/engine/test_custom_op.py::test_a_right_gradient_passes_the_check"),
    96: ("the activation left out", NUMBERS),
    97: (
        "programs run unchanged in PyTorch, and Keras' fit",
        "tests/language/test_keras.py::test_four_epochs_give_the_numbers_of_keras",
    ),
    98: ("graph, order, gradients", "tests/page/test_reading_graph.py::test_cards_are_numbered_in_a_topological_order"),
    100: (
        "forward mode with dual numbers",
        "tests/page/test_four_ways.py::test_forward_mode_is_a_lane_of_its_own_to_step",
    ),
    101: (
        "the error of differences against h",
        "tests/server/test_derivatives.py::test_the_error_of_differences_is_a_v_over_the_width",
    ),
    102: (
        "symbolic derivatives grow",
        "tests/server/test_derivatives.py::test_a_nested_formula_grows_and_its_shared_parts_do_not",
    ),
    103: ("images of digits, two layers by hand", "tests/language/test_training_lessons.py::test_ones_and_sevens"),
    104: ("accuracy before training", "tests/language/test_training_lessons.py::test_ones_and_sevens"),
}

# What is not there, and why.
ABSENT: dict[int, str] = {
    36: "a remark without a number to hold",
    59: "arrows turn their heads by what last flowed, and are not turned over as a whole",
    64: "the picture goes from left to right",
    73: "there is no puzzle of factors to drag; shapes stand under every factor of a derivation",
    78: "there is no card that asks for the name of an entry",
    95: "no lesson fits x² by a hidden layer",
    99: "a library of the lecturer's, outside of this one",
    105: "no lesson trains for four epochs at 0.01",
    106: "films and posts, outside of this one",
}
