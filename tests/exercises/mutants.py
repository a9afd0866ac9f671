"""Small wrong versions of a right answer, made by changing one place of its syntax tree."""

import ast
import copy
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

SWAPPED_OPERATORS = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.MatMult: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
SWAPPED_COMPARISONS = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_PAIRS = (
    ("mean", "sum"), ("max", "min"), ("argmax", "argmin"), ("maximum", "minimum"), ("var", "std"), ("zeros", "ones"),
    ("zeros_like", "ones_like"), ("any", "all"), ("floor", "ceil"), ("exp", "expm1"), ("log", "log1p"), ("sin", "cos"),
    ("cumsum", "cumprod"), ("sqrt", "square"), ("append", "extend"), ("abs", "float"),
)  # fmt: skip
SWAPPED_NAMES = dict(_PAIRS) | {b: a for a, b in _PAIRS} | {"median": "mean"}
# The order of their arguments does not matter: such a mutant would be equal to its origin.
COMMUTATIVE = {
    "max",
    "min",
    "maximum",
    "minimum",
    "add",
    "multiply",
    "hypot",
    "logaddexp",
    "array_equal",
    "allclose",
    "isclose",
}


@dataclass(frozen=True)
class Mutant:
    """A changed source with what was changed, in words that stay the same between runs."""

    change: str
    source: str

    @property
    def key(self) -> str:
        return hashlib.sha256(self.source.encode()).hexdigest()[:16]


def _swapped(node: ast.AST) -> Iterator[tuple[str, ast.AST | None]]:
    """Yield (words, replacement) for one node; None deletes a statement."""
    line = getattr(node, "lineno", 0)

    def changed(words: str, **fields: object) -> tuple[str, ast.AST]:
        other = copy.deepcopy(node)
        for name, value in fields.items():
            setattr(other, name, value)
        return f"line {line}: {words}", other

    match node:
        case ast.BinOp(op=op) | ast.AugAssign(op=op) if type(op) in SWAPPED_OPERATORS:
            other = SWAPPED_OPERATORS[type(op)]
            yield changed(f"{type(op).__name__} -> {other.__name__}", op=other())
        case ast.Compare(ops=[op, *rest]) if type(op) in SWAPPED_COMPARISONS:
            other = SWAPPED_COMPARISONS[type(op)]
            yield changed(f"{type(op).__name__} -> {other.__name__}", ops=[other(), *rest])
        case ast.BoolOp(op=op):
            other = ast.Or if isinstance(op, ast.And) else ast.And
            yield changed(f"{type(op).__name__} -> {other.__name__}", op=other())
        case ast.UnaryOp(op=ast.USub() | ast.Not() | ast.Invert() as op, operand=operand):
            yield f"line {line}: {type(op).__name__} dropped", operand
        case ast.Constant(value=bool() as value):
            yield changed(f"{value} -> {not value}", value=not value)
        case ast.Constant(value=int() | float() as value):
            yield changed(f"{value} -> {value + 1}", value=value + 1)
        case ast.Attribute(attr="T", value=value):
            yield f"line {line}: .T dropped", value
        case ast.Attribute(attr=name) if name in SWAPPED_NAMES:
            yield changed(f"{name} -> {SWAPPED_NAMES[name]}", attr=SWAPPED_NAMES[name])
        case ast.Name(id=name, ctx=ast.Load()) if name in SWAPPED_NAMES:
            yield changed(f"{name} -> {SWAPPED_NAMES[name]}", id=SWAPPED_NAMES[name])
        case ast.Call(func=func, args=[first, second, *rest]) if ast.unparse(func).split(".")[-1] not in COMMUTATIVE:
            yield changed("first two arguments swapped", args=[second, first, *rest])
        case ast.Slice(lower=lower, upper=upper) if lower or upper:
            yield changed("slice without its bounds", lower=None, upper=None)
        case ast.If() | ast.IfExp() | ast.While():
            if not isinstance(node, ast.While):
                yield changed("condition always true", test=ast.Constant(True))
            yield changed("condition always false", test=ast.Constant(False))
        case ast.Return(value=value) if value is not None:
            yield changed("returns None", value=ast.Constant(None))
        case ast.Tuple(elts=[first, second, *rest], ctx=ast.Load()):
            yield changed("first two items swapped", elts=[second, first, *rest])
    if isinstance(node, ast.Call):
        for index, keyword in enumerate(node.keywords):
            kept = [one for other, one in enumerate(node.keywords) if other != index]
            yield changed(f"{keyword.arg}= dropped", keywords=kept)
    if isinstance(node, ast.AugAssign | ast.Expr | ast.Break | ast.Continue):
        yield f"line {line}: statement dropped", None


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def undocumented(source: str) -> str:
    """Return a source without docstrings and comments, so that no mutant's name changes with a word in them."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module) and node.body and _is_docstring(node.body[0]):
            node.body = node.body[1:] or [ast.Pass()]
    return ast.unparse(tree) + "\n"


def _places(tree: ast.AST) -> Iterator[tuple[ast.AST, str, int | None, ast.AST]]:
    """Yield (parent, field, index, node) for every node that may change; the texts of errors are left alone."""
    for parent in ast.walk(tree):
        if isinstance(parent, ast.Raise | ast.JoinedStr | ast.arguments):
            continue
        for field, value in ast.iter_fields(parent):
            for index, node in enumerate(value) if isinstance(value, list) else [(None, value)]:
                if isinstance(node, ast.AST) and not isinstance(node, ast.Raise) and not _is_docstring(node):
                    yield parent, field, index, node


def _below_a_raise(tree: ast.AST) -> set[int]:
    return {id(node) for error in ast.walk(tree) if isinstance(error, ast.Raise) for node in ast.walk(error)}


def mutants_of(source: str) -> list[Mutant]:
    """Return every mutant of a source, each once, none equal to the source itself."""
    tree = ast.parse(undocumented(source))
    ignored = _below_a_raise(tree)
    found: dict[str, Mutant] = {}
    for parent, field, index, node in _places(tree):
        if id(node) in ignored:
            continue
        for change, other in _swapped(node):
            old = getattr(parent, field)
            if index is None:
                setattr(parent, field, other)
            else:
                body = [*old[:index], *([] if other is None else [other]), *old[index + 1 :]]
                setattr(parent, field, body or [ast.Pass()])
            text = ast.unparse(ast.fix_missing_locations(copy.deepcopy(tree))) + "\n"
            setattr(parent, field, old)
            found.setdefault(text, Mutant(change, text))
    found.pop(ast.unparse(tree) + "\n", None)
    return list(found.values())


def chosen(mutants: list[Mutant], count: int) -> list[Mutant]:
    """Return a fixed choice of mutants, the same on every machine and in every order."""
    return sorted(mutants, key=lambda mutant: mutant.key)[:count]
