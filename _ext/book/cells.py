"""Find the code cells of a notebook in the tree that myst-nb makes of it, with their source and their outputs."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from docutils import nodes


def is_part(node: nodes.Node, name: str) -> bool:
    """Tell whether a node is the part of a notebook that myst-nb calls ``name``."""
    return isinstance(node, nodes.container) and node.get("nb_element") == name


def code_cells(doctree: nodes.Element) -> Iterator[nodes.container]:
    return (node for node in doctree.findall(nodes.container) if is_part(node, "cell_code"))


def part_of(cell: nodes.Element, name: str) -> nodes.container | None:
    return next((child for child in cell if is_part(child, name)), None)


def source_of(cell: nodes.Element) -> str:
    part = part_of(cell, "cell_code_source")
    return part.astext() if part else ""


def outputs_of(cell: nodes.Element) -> list[nodes.Element]:
    part = part_of(cell, "cell_code_output")
    return list(part.children) if part else []


def in_form(output: nodes.Element, prefix: str) -> nodes.container | None:
    """Return an output in the first form whose MIME type begins with ``prefix``; it may carry several forms."""
    if not is_part(output, "mime_bundle"):
        return None
    return next((form for form in output if str(form.get("mime_type", "")).startswith(prefix)), None)


def calls_alone(source: str) -> list[str]:
    """Return the names of the functions a cell calls, if its statements are bare calls by name and nothing else."""
    try:
        statements = ast.parse(source).body
    except SyntaxError:  # a magic, or text that is no Python
        return []
    names = [
        statement.value.func.id
        for statement in statements
        if isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Call)
        and isinstance(statement.value.func, ast.Name)
    ]
    return names if len(names) == len(statements) else []
