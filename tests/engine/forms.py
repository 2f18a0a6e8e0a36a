"""Ways to call any function: those that it takes are tried, the others are passed over."""

# How a function can be called with four numbers: as they are, as a matrix, with whole numbers or truths made of them.
FORMS = {
    "x": lambda f, x: f(x),
    "x, number": lambda f, x: f(x, 2),
    "x, dim": lambda f, x: f(x, 0),
    "x, y": lambda f, x: f(x, x * 2),
    "x, y, z": lambda f, x: f(x, x * 2, x * 3),
    "x, places": lambda f, x: f(x, (x > 0).long()),
    "x, dim, places": lambda f, x: f(x, 0, (x > 0).long()),
    "x, dim, places, y": lambda f, x: f(x, 0, (x > 0).long(), x * 2),
    "x, dim, places, y, prod": lambda f, x: f(x, 0, (x > 0).long(), x * 2, "prod"),
    "x, mask": lambda f, x: f(x, x > 0),
    "x, mask, y": lambda f, x: f(x, x > 0, x * 3),
    "places": lambda f, x: f((x > 0).long()),
    "mask": lambda f, x: f(x > 0),
    "probabilities": lambda f, x: f(x.sigmoid()),
    "matrix": lambda f, x: f(x.reshape(2, 2)),
    "matrix, dim": lambda f, x: f(x.reshape(2, 2), 0),
    "matrix, matrix": lambda f, x: f(x.reshape(2, 2), (x * 2).reshape(2, 2)),
    "places, table": lambda f, x: f((x > 0).long(), x.reshape(2, 2)),
    "matrix, dim, dim": lambda f, x: f(x.reshape(2, 2), 0, 1),
    "matrix, number, dim, number": lambda f, x: f(x.reshape(2, 2), 2, 0, 1.0),
    "x, places, y": lambda f, x: f(x, (x > 0).long(), x * 2),
    "x, dim, places, number": lambda f, x: f(x, 0, (x > 0).long(), 1.5),
    "matrix, vector, vector": lambda f, x: f(x.reshape(2, 2), x[:2], x[2:]),
    "places, places": lambda f, x: f((x > 0).long(), (x > 1).long()),
}
