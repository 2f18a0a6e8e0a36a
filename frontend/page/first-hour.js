/** The lessons of a first hour, in the order in which they lead on from each other. */
export const FIRST_HOUR = [
  "05_add_mul", "06_three_gates", "07_fan_out", "03_bracket_chain", "10_sigmoid_neuron", "13_fit_theta",
  "16_one_hidden_unit", "19_matmul", "20_bias_broadcast", "23_sigmoid_bce", "25_two_layer_bce", "31_dead_relu",
];

/** The lesson that the page opens with: five nodes, small enough to be seen whole, and read. */
export const [FIRST_LESSON] = FIRST_HOUR;

/**
 * @template {{id: string}} Lesson
 * @param {readonly Lesson[]} lessons
 * @param {string} id of a lesson
 * @returns {Lesson | undefined} the one after it in the first hour, if both are of it
 */
export function nextInTheHour(lessons, id) {
  const next = FIRST_HOUR.includes(id) ? FIRST_HOUR[FIRST_HOUR.indexOf(id) + 1] : undefined;
  return lessons.find((lesson) => lesson.id === next);
}
