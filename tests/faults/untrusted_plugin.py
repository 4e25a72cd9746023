"""A plugin of mypy that finds where an ``Untrusted`` text goes on as it is.

``str`` and f-strings escape it. These do not, so that the text has to say which it is meant to be,
``escape(text)`` for people or ``text.raw`` for machines:

- ``str.join``, which makes a plain ``str`` of its parts;
- ``write`` of a stream, and ``encode``;
- everything of Rich and Textual, whose widgets draw what they get.
"""

from collections.abc import Callable, Iterable, Iterator

from mypy.maptype import map_instance_to_supertype
from mypy.nodes import Context
from mypy.plugin import FunctionContext, MethodContext, Plugin
from mypy.types import Instance, ProperType, TupleType, Type, UnionType, get_proper_type

_UNTRUSTED = "vss_tui.support.safe_text.Untrusted"
_TOOLKITS = ("rich.", "textual.")
_ADVICE = "takes an Untrusted text as it is: give it escape(text) or text.raw"


class UntrustedPlugin(Plugin):
    """Checks the calls whose callee does not escape."""

    def get_function_hook(self, fullname: str) -> Callable[[FunctionContext], Type] | None:
        return _check_call if fullname.startswith(_TOOLKITS) else None

    def get_method_hook(self, fullname: str) -> Callable[[MethodContext], Type] | None:
        name = fullname.rpartition(".")[2]
        if fullname.startswith(_TOOLKITS) or name in ("write", "writelines"):
            return _check_call
        if fullname in ("builtins.str.join", "builtins.str.encode"):
            return _check_join if name == "join" else _check_encode
        return None


def _check_call(context: FunctionContext | MethodContext) -> Type:
    for argument in _arguments(context.arg_types):
        if any(_is_untrusted(each) for each in (argument, *_items(argument))):
            _fail(context, context.context, "this call")
    return context.default_return_type


def _check_join(context: MethodContext) -> Type:
    items = [item for each in _arguments(context.arg_types) for item in _items(each)]
    if not _is_untrusted(context.type) and any(map(_is_untrusted, items)):
        _fail(context, context.context, "join")
    return context.default_return_type


def _check_encode(context: MethodContext) -> Type:
    if _is_untrusted(context.type):
        _fail(context, context.context, "encode")
    return context.default_return_type


def _fail(context: FunctionContext | MethodContext, place: Context, what: str) -> None:
    context.api.fail(f"{what} {_ADVICE}", place)


def _arguments(types: list[list[Type]]) -> Iterator[Type]:
    for group in types:
        yield from group


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
    proper: ProperType = get_proper_type(type_)
    if isinstance(proper, UnionType):
        return any(map(_is_untrusted, proper.items))
    return isinstance(proper, Instance) and proper.type.has_base(_UNTRUSTED)


def plugin(_version: str) -> type[Plugin]:
    """Return the plugin; the name and the form are mypy's."""
    return UntrustedPlugin
