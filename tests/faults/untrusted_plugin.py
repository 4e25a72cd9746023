"""A plugin of mypy that finds where an ``Untrusted`` text goes on as it is.

``str`` and f-strings escape it. These do not, so that code has to say which form is meant,
``escape(text)`` for people or ``text.raw`` for machines:

- ``str.join``, which makes a plain ``str`` of its parts;
- ``write`` of a stream, and ``encode``;
- Rich and Textual, whose widgets draw what they get.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from mypy.maptype import map_instance_to_supertype
from mypy.nodes import (
    ConditionalExpr,
    DictExpr,
    Expression,
    GeneratorExpr,
    ListComprehension,
    ListExpr,
    TupleExpr,
)
from mypy.plugin import FunctionContext, MethodContext, Plugin
from mypy.types import Instance, TupleType, Type, UnionType, get_proper_type

from vss_tui.support.safe_text import Untrusted

_UNTRUSTED = f"{Untrusted.__module__}.{Untrusted.__qualname__}"
_METHODS = frozenset(vars(Untrusted)) - {"__str__", "__format__"}
"""Those that return untrusted texts."""
_TOOLKITS = ("rich.", "textual.")
_ADVICE = "takes an Untrusted text as it is: give it escape(text) or text.raw"

_Call = FunctionContext | MethodContext


class UntrustedPlugin(Plugin):
    """Checks the calls whose callee does not escape."""

    def get_function_hook(self, fullname: str) -> Callable[[FunctionContext], Type] | None:
        return partial(_check, name=fullname) if fullname.startswith(_TOOLKITS) else None

    def get_method_hook(self, fullname: str) -> Callable[[MethodContext], Type] | None:
        if fullname.startswith(_TOOLKITS):
            return partial(_check, name=fullname)
        return partial(_check_method, name=fullname.rpartition(".")[2])


def _check_method(context: MethodContext, name: str) -> Type:
    receiver = get_proper_type(context.type)
    if isinstance(receiver, Instance) and _is_untrusted(receiver):
        if name == "encode":
            context.api.fail(f"{name} {_ADVICE}", context.context)
        elif name in _METHODS:
            return _untrusted_result(context.default_return_type, receiver)
    elif isinstance(receiver, Instance):
        owner = receiver.type.get_containing_type_info(name)
        toolkit = owner is not None and owner.fullname.startswith(_TOOLKITS)
        join = name == "join" and receiver.type.has_base("builtins.str")
        if toolkit or join or name in ("write", "writelines"):
            return _check(context, name)
    return context.default_return_type


def _check(context: _Call, name: str) -> Type:
    if any(map(_is_untrusted, _given(context))):
        context.api.fail(f"{name} {_ADVICE}", context.context)
    return context.default_return_type


def _untrusted_result(type_: Type, untrusted: Instance) -> Type:
    """Return the type of a part of a text, or of several: they are untrusted too."""
    proper = get_proper_type(type_)
    if isinstance(proper, TupleType):
        return proper.copy_modified(items=[untrusted] * len(proper.items))
    if isinstance(proper, Instance) and proper.args:
        return proper.copy_modified(args=[untrusted] * len(proper.args))
    return untrusted


def _given(context: _Call) -> Iterator[Type]:
    """Yield the types of the arguments, and of what they hold."""
    for group in context.arg_types:
        for type_ in group:
            yield type_
            yield from _items(type_)
    for expressions in context.args:
        for expression in expressions:
            for part in _parts(expression):
                # Out of its place, a part has lost what the code before it says of its names.
                with context.api.msg.filter_errors():
                    yield context.api.get_expression_type(part)


def _parts(expression: Expression) -> Iterator[Expression]:
    """Yield the parts of an expression that mypy has widened to ``str``, and theirs."""
    parts: Iterable[Expression | None] = ()
    match expression:
        case ListComprehension(generator=GeneratorExpr(left_expr=part)):
            parts = [part]
        case GeneratorExpr(left_expr=part):
            parts = [part]
        case ConditionalExpr(if_expr=part, else_expr=other):
            parts = [part, other]
        case ListExpr(items=items) | TupleExpr(items=items):
            parts = items
        case DictExpr(items=pairs):
            parts = [key for key, _ in pairs]
    for each in parts:
        if each is not None:
            yield each
            yield from _parts(each)


def _items(type_: Type) -> Iterable[Type]:
    """Return the types of what an iterable holds; nothing for a text."""
    proper = get_proper_type(type_)
    if isinstance(proper, UnionType):
        return [item for part in proper.items for item in _items(part)]
    if isinstance(proper, TupleType):
        return proper.items
    if isinstance(proper, Instance) and not proper.type.has_base("builtins.str"):
        for base in proper.type.mro:
            if base.fullname == "typing.Iterable":
                return map_instance_to_supertype(proper, base).args
    return ()


def _is_untrusted(type_: Type) -> bool:
    proper = get_proper_type(type_)
    if isinstance(proper, UnionType):
        return any(map(_is_untrusted, proper.items))
    return isinstance(proper, Instance) and proper.type.has_base(_UNTRUSTED)


def plugin(_version: str) -> type[Plugin]:
    """Return the plugin; name and form are mypy's."""
    return UntrustedPlugin
