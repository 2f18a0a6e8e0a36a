"""Serves a run as Netron shows it: `python netron_server.py`, with the run's document on its standard input, in an
environment that has netron and onnx. It prints the address and goes on until it is ended."""

import json
import sys

import netron
import onnx
from onnx import TensorProto, helper

OPERATIONS = {"add": "Add", "mul": "Mul", "pow": "Pow", "relu": "Relu", "sub": "Sub", "tanh": "Tanh"}


def model(run: dict) -> onnx.ModelProto:
    """An ONNX node an operation; leaves become initializers, which Netron draws on the nodes that read them."""
    operations = [node for node in run["nodes"] if node["role"] == "operation"]
    leaves = [node for node in run["nodes"] if node["role"] != "operation"]
    graph = helper.make_graph(
        [
            helper.make_node(OPERATIONS[node["op"]], node["inputs"], [node["id"]], name=node["label"])
            for node in operations
        ],
        "run",
        [],
        [helper.make_tensor_value_info(target, TensorProto.FLOAT, []) for target in run["targets"]],
        [helper.make_tensor(leaf["id"], TensorProto.FLOAT, [], [leaf["value"]["data"]]) for leaf in leaves],
    )
    return helper.make_model(graph)


if __name__ == "__main__":
    data = model(json.load(sys.stdin)).SerializeToString()
    host, port = netron.serve("network.onnx", data, browse=False, address=("127.0.0.1", 0))
    print(f"http://{host}:{port}/", flush=True)
    netron.wait()
