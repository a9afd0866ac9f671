"""Every public symbol is documented in full: parameters, results, shapes, errors, chapter, an example that runs."""

import ast
import inspect
import re
import textwrap
import tomllib

import house
import pytest

SECTION = re.compile(r"^(\w[\w ]*)\n-{3,}\s*$", re.MULTILINE)
ENTRY = re.compile(r"^(\*{0,2}\w[\w, *]*?)\s*(?::\s*(.*))?$")
CHAPTER = re.compile(r"Chapter: (chapters/\w+\.ipynb|every chapter)")


def sections(docstring):
    """Return ``{title: body}`` of a numpydoc docstring; the text before the first section has the title "Summary"."""
    pieces = SECTION.split(inspect.cleandoc(docstring))
    return {"Summary": pieces[0], **dict(zip(pieces[1::2], pieces[2::2]))}


def entries(body):
    """Return ``{name: text}`` of a section such as Parameters, text being type and description; `X, y : ...` gives two.

    A result without a name (`ndarray, shape (n,)`) is an entry under its own words.
    """
    found = {}
    names = []
    for line in body.split("\n"):
        match = ENTRY.match(line) if line and not line.startswith(" ") else None
        if match:
            names = [name.strip().lstrip("*") for name in match.group(1).split(",")]
            found.update(dict.fromkeys(names, line))
        else:
            found.update({name: f"{found[name]}\n{line}" for name in names})
    return found


def array_without_shape(text):
    """Tell whether an entry is an array whose shape is not given, neither beside its type nor below."""
    return bool(re.search(r"\b(nd)?array(_like)?\b|Tensor", text.split("\n")[0])) and "shape" not in text


def raises_itself(function):
    """Tell whether a function's own body holds a raise that a caller can meet."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (OSError, TypeError):
        return False
    return any(isinstance(node, ast.Raise) and node.exc is not None for node in ast.walk(tree))


def faults_of_function(name, function, docstring, *, returns=True, inherited=False):
    """Return what a docstring lacks for a signature; one that overrides a documented method may be short."""
    found = []
    parts = sections(docstring)
    # A record (dataclass, named tuple) lists its fields once, under either title.
    documented = entries(parts.get("Parameters", "") + ("" if returns else "\n" + parts.get("Attributes", "")))
    if inherited and "Parameters" not in parts:
        return []
    for parameter in house.parameters(function):
        if parameter.name not in documented and not parameter.name.startswith("_"):
            found.append(f"{name}: Parameters lacks {parameter.name}")
    known = {parameter.name for parameter in house.parameters(function)}
    listed = entries(parts.get("Parameters", ""))
    found += [f"{name}: Parameters lists {extra}, which is no argument" for extra in listed if extra not in known]
    result = inspect.signature(function).return_annotation
    if returns and result not in (None, "None", inspect.Signature.empty) and not {"Returns", "Yields"} & set(parts):
        found.append(f"{name}: Returns is missing")
    for title in ("Parameters", "Returns", "Attributes"):
        for entry, text in entries(parts.get(title, "")).items():
            if array_without_shape(text):
                found.append(f"{name}: {title} gives no shape for the array {entry}")
    if raises_itself(function) and "Raises" not in parts:
        found.append(f"{name}: Raises is missing, yet the body raises")
    return found


def faults_of_symbol(name, thing):
    """Return what the docstring of a public function or class, and of the class's own methods, lacks."""
    docstring = vars(thing).get("__doc__") if inspect.isclass(thing) else thing.__doc__
    if not docstring:
        return [f"{name}: no docstring"]
    found = []
    parts = sections(docstring)
    if not CHAPTER.search(docstring):
        found.append(f"{name}: no line `Chapter: chapters/NN_slug.ipynb`")
    if ">>> " not in parts.get("Examples", ""):
        found.append(f"{name}: Examples that run are missing")
    if inspect.isfunction(thing):
        return found + faults_of_function(name, thing, docstring)
    if "__init__" in vars(thing) and not issubclass(thing, Exception):
        found += faults_of_function(name, thing.__init__, docstring, returns=False)
    for method, function in house.methods(thing):
        inherited = any(getattr(vars(base).get(method), "__doc__", None) for base in thing.__mro__[1:])
        if not function.__doc__:
            found += [] if inherited else [f"{name}.{method}: no docstring"]
        elif not isinstance(vars(thing)[method], property):
            found += faults_of_function(f"{name}.{method}", function, function.__doc__, inherited=inherited)
    return found


@pytest.mark.parametrize("name", sorted(house.public()))
def test_public_symbols_are_documented(name):
    house.expect_none(faults_of_symbol(name, house.public()[name]))


def test_the_chapters_named_are_in_the_plan(root):
    """A docstring that sends the reader to a chapter names one of the book's, be it written or still to come."""
    plan = tomllib.loads((root / "pages" / "chapters.toml").read_text(encoding="utf-8"))["chapter"]
    known = {f"chapters/{chapter['slug']}.ipynb" for chapter in plan}
    for path, text in ((path, path.read_text(encoding="utf-8")) for path in house.modules(root)):
        strays = set(re.findall(r"chapters/\d\d_\w+\.ipynb", text)) - known
        assert not strays, f"{house.short(path, root)} names {', '.join(sorted(strays))}"


GOOD = '''
    """Scale the columns of a matrix.

    Parameters
    ----------
    X : ndarray, shape (n_samples, n_features)
    factor : float, default 2.0

    Returns
    -------
    ndarray, shape (n_samples, n_features)

    Raises
    ------
    ValueError
        If ``factor`` is zero.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> 1 + 1
    2
    """
'''
BODY = "    if not factor:\n        raise ValueError('factor must not be 0, got 0')\n    return X * factor\n"


def planted(plant, python_name, docstring):
    """Import a function whose docstring has a planted fault."""
    folder = plant({f"{python_name}.py": f"def scale(X, factor: float = 2.0) -> object:{docstring}{BODY}"})
    space = {}
    source = (folder / f"{python_name}.py").read_text(encoding="utf-8")
    exec(compile(source, str(folder / f"{python_name}.py"), "exec"), space)
    return space["scale"]


def test_a_complete_docstring_passes(plant):
    assert faults_of_symbol("scale", planted(plant, "complete", GOOD)) == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("    factor : float, default 2.0\n", "", "Parameters lacks factor"),
        ("    factor : float", "    scale : int\n    factor : float", "lists scale, which is no argument"),
        ("X : ndarray, shape (n_samples, n_features)", "X : ndarray", "no shape for the array X"),
        ("\n    ndarray, shape (n_samples, n_features)\n\n    Raises", "\n    ndarray\n\n    Raises", "no shape"),
        ("Returns\n    -------\n    ndarray, shape (n_samples, n_features)\n", "", "Returns is missing"),
        ("Raises\n    ------\n    ValueError\n        If ``factor`` is zero.\n", "", "Raises is missing"),
        ("Chapter: chapters/02_ml_basics.ipynb", "See the book.", "no line `Chapter:"),
        (">>> 1 + 1\n    2", "See the book.", "Examples that run are missing"),
        (GOOD, "\n", "no docstring"),
    ],
)
def test_a_gap_is_caught(plant, old, new, message):
    docstring = GOOD.replace(old, new)
    assert docstring != GOOD
    assert any(message in fault for fault in faults_of_symbol("scale", planted(plant, "gap", docstring)))
