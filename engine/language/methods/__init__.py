"""The methods of each kind of value: what stands behind a dot and is called. Each file enters its own in the registry.

`tensor_methods.py` is the file to read first.
"""

from engine.language.methods import (
    byte_texts,
    layer_methods,
    lists_and_dicts,
    sets,
    tensor_methods,
    text_making,
    text_methods,
)
from engine.language.methods.backward_nodes import backward_node, next_functions
from engine.language.methods.collections import COLLECTIONS
from engine.language.methods.container_classes import class_of_container
from engine.language.methods.files import (
    Table,
    TextFile,
    check_files,
    csv_dict_reader,
    csv_reader,
    genfromtxt,
    loadtxt,
    open_file,
)
from engine.language.methods.layer_classes import class_of_layer, enter_layer, object_of_modules
from engine.language.methods.layer_parameters import clear_gradients_of
from engine.language.methods.methods_of_types import method_of_type, names_of_type
from engine.language.methods.module_object import ModuleObject

__all__ = [
    "COLLECTIONS",
    "ModuleObject",
    "Table",
    "TextFile",
    "backward_node",
    "byte_texts",
    "check_files",
    "class_of_container",
    "class_of_layer",
    "clear_gradients_of",
    "csv_dict_reader",
    "csv_reader",
    "enter_layer",
    "genfromtxt",
    "layer_methods",
    "lists_and_dicts",
    "loadtxt",
    "method_of_type",
    "names_of_type",
    "object_of_modules",
    "next_functions",
    "open_file",
    "sets",
    "tensor_methods",
    "text_making",
    "text_methods",
]
