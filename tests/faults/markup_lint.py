"""Finds text that is handed to the toolkit as it is: it would be taken for markup, or worse.

A text is safe to hand over where it is written in the code or comes out of ``escape`` and the like.
A widget is safe to hand it to where its markup is off.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

_MAKES_SAFE = {"escape", "shortened", "cell", "outline", "len", "int", "round"}
"""Functions whose result is safe to show."""
_KEEPS_SAFE = {"fitted", "folded"}
"""Functions whose result is as safe as their first argument."""
_RICH_TEXTS = {"Text", "Content"}
"""Types that take their text for text, and no markup in it."""
_MARKUP_OFF = {"Static", "Label", "Button", "Link", "Digits", "Markdown", "notify"}
"""What takes text for markup unless it is told not to."""
_OPTIONS = {"Option", "Tab", "TabPane", "Collapsible", "Checkbox", "RadioButton", "Select", "Tree"}
"""What takes text for markup whatever it is told."""
_FIELDS = {"Input", "TextArea", "MaskedInput"}
"""What draws the text that it holds as it is."""
_HITS = {"Hit", "DiscoveryHit", "SimpleCommand", "SystemCommand"}
"""What takes its help for markup."""
_ATTRIBUTES = {"border_title", "border_subtitle", "tooltip", "title", "sub_title", "placeholder"}
_SAFE_TYPES = {"int", "float", "bool", "Text", "Content", "Option"}
"""Types whose values hold no text that could do harm, or have taken it in safely."""

_Scope = ast.FunctionDef | ast.AsyncFunctionDef
_Meaning = tuple[ast.AST, ast.expr]
"""An expression, and the function or module that its names belong to."""


def bare_texts(path: Path) -> list[str]:
    """Find the places of a module that hand a bare text over, as ``file:line: what``."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [f"{path.name}:{line}: {what}" for line, what in _Module(tree).found()]


class _Module:
    """One module: what its names stand for, as far as that can be told from its text."""

    def __init__(self, tree: ast.Module) -> None:
        self._tree = tree
        self._scopes = [node for node in ast.walk(tree) if isinstance(node, _Scope)]
        self._functions = {scope.name: scope for scope in self._scopes}
        self._constants = _assigned(tree.body)
        self._under_way: set[int] = set()
        self._attributes: dict[str, list[_Meaning]] = {}
        for scope in self._scopes:
            for target, value in _assignments(scope):
                if isinstance(target, ast.Attribute):
                    self._attributes.setdefault(target.attr, []).append((scope, value))

    def found(self) -> Iterator[tuple[int, str]]:
        for scope in self._scopes:
            for node in ast.walk(scope):
                if isinstance(node, ast.Call):
                    yield from ((node.lineno, what) for what in self._in_call(node, scope))
                elif isinstance(node, ast.Assign):
                    yield from self._in_assignment(node, scope)

    def _in_call(self, call: ast.Call, scope: ast.AST) -> Iterator[str]:
        name = _name(call.func)
        options = {option.arg: option.value for option in call.keywords}
        texts = [*call.args[:1], *(options[key] for key in ("content", "value") if key in options)]
        if name in _MARKUP_OFF and not _is_false(options.get("markup")):
            yield f"{name} with its markup on"
        if name in _OPTIONS:
            texts = [each for each in texts if not self._is_rich(each, scope)]
            yield from (f"{name} takes markup" for _ in texts)
        if name in _HITS and not _is_none(options.get("help")):
            yield f"the help of a {name} takes markup"
        taking = _MARKUP_OFF | _RICH_TEXTS | _FIELDS | {"update"}
        if name in taking or (name == "append" and self._is_rich(_owner(call.func), scope)):
            yield from (f"{name} of a bare text" for each in texts if not self._safe(each, scope))

    def _in_assignment(self, node: ast.Assign, scope: ast.AST) -> Iterator[tuple[int, str]]:
        for target in node.targets:
            known = isinstance(target, ast.Attribute) and target.attr in _ATTRIBUTES
            if known and not self._is_rich(node.value, scope):
                yield node.lineno, f"{ast.unparse(target)} takes markup"

    def _safe(self, node: ast.expr, scope: ast.AST) -> bool:
        """Whether what ``node`` stands for can be shown to be safe."""
        if id(node) in self._under_way:  # made from itself: its other parts decide
            return True
        self._under_way.add(id(node))
        try:
            return self._safe_expression(node, scope)
        finally:
            self._under_way.discard(id(node))

    def _safe_expression(self, node: ast.expr, scope: ast.AST) -> bool:
        parts: list[ast.expr] = []
        match node:
            case ast.Constant():
                pass
            case ast.JoinedStr(values=parts) | ast.BoolOp(values=parts):
                pass
            case ast.FormattedValue(
                format_spec=ast.JoinedStr(values=[ast.Constant(value=str(s))])
            ) if s.startswith("%"):
                pass  # a time: no text takes such a format
            case ast.FormattedValue(value=value):
                parts = [value]
            case ast.Subscript(value=ast.Name(id=name)) if isinstance(
                table := self._constants.get(name), ast.Dict
            ):
                parts = table.values
            case ast.BinOp(left=left, right=right):
                parts = [left, right]
            case ast.IfExp(body=body, orelse=other):
                parts = [body, other]
            case ast.Call():
                return self._safe_call(node, scope)
            case ast.Name() | ast.Attribute():
                return self._safe_name(node, scope)
            case _:
                return False
        return all(self._safe(each, scope) for each in parts)

    def _safe_call(self, call: ast.Call, scope: ast.AST) -> bool:
        name = _name(call.func)
        if name in _MAKES_SAFE or self._is_rich(call, scope):
            return True
        if name in _KEEPS_SAFE and call.args:
            return self._safe(call.args[0], scope)
        if name == "join" and len(call.args) == 1:
            return self._safe_parts(call.args[0], scope)
        return False

    def _safe_parts(self, node: ast.expr, scope: ast.AST) -> bool:
        match node:
            case ast.Call(func=ast.Name(id="map"), args=[ast.Name(id=function), *_]):
                return function in _MAKES_SAFE
            case ast.GeneratorExp(elt=part) | ast.ListComp(elt=part):
                return self._safe(part, scope)
            case ast.Name():
                return self._safe(node, scope)
        return False

    def _safe_name(self, node: ast.expr, scope: ast.AST) -> bool:
        values, types = self._meanings(node, scope)
        if types:
            return all(_type_is_safe(each) for each in types)
        return bool(values) and all(self._safe(value, where) for where, value in values)

    def _is_rich(self, node: ast.expr | None, scope: ast.AST) -> bool:
        """Whether ``node`` is a text of the toolkit's own, which holds no markup."""
        if isinstance(node, ast.Call):
            made_here = self._functions.get(_name(node.func))
            given = made_here.returns if made_here is not None else None
            return _name(node.func) in _RICH_TEXTS or (
                given is not None and _type_is_safe(given, _RICH_TEXTS | {"Option"})
            )
        if isinstance(node, ast.Name | ast.Attribute):
            values, types = self._meanings(node, scope)
            if types:
                return all(_type_is_safe(each, _RICH_TEXTS) for each in types)
            return bool(values) and all(self._is_rich(value, where) for where, value in values)
        return False

    def _meanings(self, node: ast.expr, scope: ast.AST) -> tuple[list[_Meaning], list[ast.expr]]:
        """What a name may stand for: expressions, each with where it stands; or declared types."""
        if isinstance(node, ast.Attribute):
            return self._attributes.get(node.attr, []) if _name(node.value) == "self" else [], []
        if not isinstance(node, ast.Name) or not isinstance(scope, _Scope):
            return [], []
        arguments = [*scope.args.args, *scope.args.kwonlyargs]
        arguments += [scope.args.vararg] if scope.args.vararg else []
        types = [each.annotation for each in arguments if each.arg == node.id and each.annotation]
        values: list[_Meaning] = [
            (scope, value)
            for target, value in _assignments(scope)
            if isinstance(target, ast.Name) and target.id == node.id
        ]
        for loop in ast.walk(scope):
            if isinstance(loop, ast.For) and _name(loop.target) == node.id:
                types += self._item_types(loop.iter, scope)
        if not types and not values and node.id in self._constants:
            values = [(self._tree, self._constants[node.id])]
        return values, types

    def _item_types(self, node: ast.expr, scope: ast.AST) -> list[ast.expr]:
        """The declared types of what a loop goes through, as far as it is a parameter."""
        values, types = self._meanings(node, scope)
        return [
            *types,
            *(each for value, where in values for each in self._meanings(where, value)[1]),
        ]


def _assigned(body: list[ast.stmt]) -> dict[str, ast.expr]:
    return {
        target.id: statement.value
        for statement in body
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        if isinstance(target, ast.Name)
    }


def _assignments(function: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                yield target, node.value
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            yield node.target, node.value


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""


def _owner(node: ast.expr) -> ast.expr | None:
    return node.value if isinstance(node, ast.Attribute) else None


def _is_false(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and node.value is False


def _is_none(node: ast.expr | None) -> bool:
    return node is None or (isinstance(node, ast.Constant) and node.value is None)


def _type_is_safe(annotation: ast.expr, safe: set[str] = _SAFE_TYPES) -> bool:
    names = {node.id for node in ast.walk(annotation) if isinstance(node, ast.Name)}
    return bool(names) and names <= safe
