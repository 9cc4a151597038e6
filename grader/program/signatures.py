"""The functions of TensorFlow 1 and numpy that the program may call, with their parameters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from grader.program.machine import Broken
from grader.program.values import Value

_LAYER = (
    "activation=? use_bias=? kernel_initializer=? bias_initializer=? kernel_regularizer=? bias_regularizer=?"
    " activity_regularizer=? kernel_constraint=? bias_constraint=? trainable=? name=? reuse=?"
)
_CONV = f"inputs filters kernel_size strides=? padding=? data_format=? dilation_rate=? {_LAYER}"
_POOL = "inputs pool_size strides padding=? data_format=? name=?"
_KERAS_POOL = "inputs pool_size=? strides=? padding=? data_format=? name=?"
_SUM = "input_tensor axis=? keepdims=? name=? reduction_indices=? keep_dims=?"
_BINARY = "x y name=?"
_UNARY = "x name=?"

_TEXT: Mapping[str, str] = {
    "tf.placeholder": "dtype shape=? name=?",
    "tf.layers.conv2d": _CONV,
    "tf.layers.max_pooling2d": _POOL,
    "tf.layers.average_pooling2d": _POOL,
    "keras.max_pooling2d": _KERAS_POOL,
    "tf.split": "value num_or_size_splits axis=? num=? name=?",
    "tf.slice": "input_ begin size name=?",
    "tf.gather": "params indices validate_indices=? name=? axis=?",
    "tf.transpose": "a perm=? name=? conjugate=?",
    "tf.reshape": "tensor shape name=?",
    "tf.cast": "x dtype name=?",
    "tf.to_float": _UNARY,
    "tf.identity": "input name=?",
    "tf.image.convert_image_dtype": "image dtype saturate=? name=?",
    "tf.stop_gradient": "input name=?",
    "tf.sqrt": _UNARY,
    "tf.square": _UNARY,
    "tf.abs": _UNARY,
    "tf.exp": _UNARY,
    "tf.log": _UNARY,
    "tf.negative": _UNARY,
    "tf.nn.relu": "features name=?",
    "tf.maximum": _BINARY,
    "tf.minimum": _BINARY,
    "tf.add": _BINARY,
    "tf.subtract": _BINARY,
    "tf.multiply": _BINARY,
    "tf.divide": _BINARY,
    "tf.pow": _BINARY,
    "tf.squared_difference": _BINARY,
    "tf.reduce_sum": _SUM,
    "tf.reduce_mean": _SUM,
    "tf.reduce_max": _SUM,
    "tf.reduce_min": _SUM,
    "tf.norm": "tensor ord=? axis=? keepdims=? name=? keep_dims=?",
    "tf.shape": "input name=? out_type=?",
    "tf.expand_dims": "input axis=? name=? dim=?",
    "tf.squeeze": "input axis=? name=? squeeze_dims=?",
    "tf.unstack": "value num=? axis=? name=?",
    "tf.layers.flatten": "inputs name=?",
    "tf.constant": "value dtype=? shape=? name=? verify_shape=?",
    **dict.fromkeys(
        ("tf.constant_initializer", "tf.initializers.constant", "tf.keras.initializers.Constant"),
        "value=? dtype=? verify_shape=?",
    ),
    "tf.zeros_initializer": "dtype=?",
    "tf.ones_initializer": "dtype=?",
    "tf.initialize_all_variables": "",
    "tf.global_variables_initializer": "",
    "tf.variables_initializer": "var_list name=?",
    "tf.initialize_variables": "var_list name=?",
    "tf.Session": "target=? graph=? config=?",
    "tf.InteractiveSession": "target=? graph=? config=?",
    "tf.train.AdamOptimizer": "learning_rate=? beta1=? beta2=? epsilon=? use_locking=? name=?",
    "tf.train.GradientDescentOptimizer": "learning_rate use_locking=? name=?",
    "tf.train.MomentumOptimizer": "learning_rate momentum use_locking=? name=? use_nesterov=?",
    "tf.train.RMSPropOptimizer": "learning_rate decay=? momentum=? epsilon=? use_locking=? centered=? name=?",
    "tf.train.AdagradOptimizer": "learning_rate initial_accumulator_value=? use_locking=? name=?",
    "np.zeros": "shape dtype=? order=?",
    "np.ones": "shape dtype=? order=?",
    "np.empty": "shape dtype=? order=?",
    "np.transpose": "a axes=?",
    "np.reshape": "a newshape order=?",
    "np.swapaxes": "a axis1 axis2",
    "np.moveaxis": "a source destination",
    "np.rollaxis": "a axis start=?",
    "np.array": "object dtype=? copy=? order=? subok=? ndmin=?",
    "np.asarray": "a dtype=? order=?",
    "np.equal": "x1 x2",
    "np.expand_dims": "a axis",
    "np.float32": "x=?",
}

SIGNATURES: Mapping[str, Sequence[str]] = MappingProxyType(
    {path: tuple(text.split()) for path, text in _TEXT.items()}
)

_PARAMETERS: Mapping[str, tuple[Sequence[str], Sequence[str]]] = MappingProxyType(
    {
        path: (
            tuple(name.removesuffix("=?") for name in names),
            tuple(name for name in names if not name.endswith("=?")),
        )
        for path, names in SIGNATURES.items()
    }
)
"""All the parameters of a function, and those that it cannot do without."""

DTYPES = frozenset(
    (
        "float16 float32 float64 half double bfloat16 bool uint8 uint16 int8 int16 int32 int64 string "
        "complex64 complex128"
    ).split()
)

_QUIET = (
    "keras keras.datasets keras.datasets.cifar10 keras.datasets.cifar10.load_data keras.layers keras.backend layers nn"
    " train image contrib contrib.layers contrib.layers.xavier_initializer summary summary.scalar summary.merge_all"
    " summary.FileWriter Variable get_variable constant_initializer zeros_initializer ones_initializer"
    " random_normal_initializer truncated_normal_initializer variance_scaling_initializer glorot_uniform_initializer"
    " local_variables_initializer"
    " global_variables trainable_variables all_variables local_variables set_random_seed reset_default_graph"
    " ConfigProto GPUOptions Graph get_default_graph get_default_session group no_op device name_scope"
    " variable_scope logging logging.set_verbosity logging.ERROR logging.INFO estimator app app.run flags"
    " train.Saver losses equal less greater where concat stack zeros ones zeros_like ones_like random_normal"
    " truncated_normal argmax clip_by_value nn.max_pool nn.conv2d nn.bias_add nn.l2_loss nn.sigmoid nn.tanh"
    " nn.softmax nn.elu nn.leaky_relu nn.l2_normalize tanh sigmoid compat compat.v1 disable_v2_behavior"
    " disable_eager_execution layers.dense layers.dropout layers.batch_normalization layers.conv2d_transpose"
    " image.resize_images image.per_image_standardization initializers initializers.constant float64 logical_not"
    " py_func load_op_library InteractiveSession control_dependencies assign VERSION __version__ newaxis"
    " keras.layers.Conv2D keras.layers.MaxPooling2D keras.layers.MaxPool2D"
    " layers.Conv2D layers.MaxPooling2D keras.utils keras.utils.to_categorical"
    " keras.initializers keras.initializers.Constant"
    " keras.initializers.constant Print executing_eagerly errors Tensor Operation"
)

KNOWN: frozenset[str] = frozenset(
    {f"tf.{name}" for name in _QUIET.split()}
    | {f"{library}.{name}" for library in ("tf", "np") for name in DTYPES}
    | set(SIGNATURES)
)


def bind(path: str, arguments: Sequence[Value], keywords: Iterable[tuple[str, Value]]) -> dict[str, Value]:
    """The arguments of a call by the names of its parameters; raises Broken where they do not fit."""
    names, required = _PARAMETERS[path]
    if len(arguments) > len(names):
        raise Broken("too-many-arguments", function=path)
    bound = dict(zip(names, arguments, strict=False))
    for name, value in keywords:
        if name not in names or name in bound:
            raise Broken("unknown-argument", function=path, argument=name)
        bound[name] = value
    for parameter in required:
        if parameter not in bound:
            raise Broken("missing-argument", function=path, argument=parameter)
    return bound
