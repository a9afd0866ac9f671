"""Hostile answers whose result is no answer."""

from hostile_case import Hostile

RESULTS = [
    # answers that are no answers
    Hostile(
        "an object equal to everything",
        "not_passed",
        "return Yes()",
        says="must be a tuple",
        before="""
            class Yes:
                def __eq__(self, other): return True
                def __hash__(self): return 0
                def __len__(self): return 2
                def __iter__(self): return iter((self, self))
                def __getattr__(self, name): return self
                def __call__(self, *args): return self
                def __sub__(self, other): return 0.0
                __rsub__ = __abs__ = __float__ = __array__ = lambda self, *args: 0.0
                def __le__(self, other): return True
                __lt__ = __ge__ = __gt__ = __le__
        """,
    ),
    Hostile(
        "numbers equal to everything",
        "not_passed",
        "return Yes(0.0), Yes(0.0)",
        before="""
            class Yes(float):
                def __eq__(self, other): return True
                def __sub__(self, other): return 0.0
                __rsub__ = __sub__
                __hash__ = float.__hash__
        """,
    ),
    Hostile(
        "a class that claims to be tuple",
        "not_passed",
        "return Liar()",
        before="""
            class Liar:
                __class__ = tuple
        """,
    ),
    Hostile(
        "an array equal to everything",
        "not_passed",
        "return np.zeros(2).view(Yes)",
        before="""
            class Yes(np.ndarray):
                def __eq__(self, other): return True
                __hash__ = None
        """,
    ),
    Hostile(
        "keys that raise",
        "not_passed",
        "return {Bad(): 1, 'a': Bad()}",
        before="""
            class Bad:
                n = 0
                def __hash__(self):
                    Bad.n += 1
                    if Bad.n > 1: raise RuntimeError
                    return 0
                def __eq__(self, other): raise RuntimeError
        """,
    ),
    Hostile(
        "a repr that raises",
        "not_passed",
        "return Bad()",
        before="""
            class Bad:
                def __repr__(self): raise RuntimeError
        """,
    ),
    Hostile(
        "a list that holds itself",
        "not_passed",
        """
            ring = []
            ring.append(ring)
            return ring, ring
        """,
    ),
    Hostile(
        "NaN",
        "not_passed",
        """
            right(predictions, truth)
            return float('nan'), float('nan')
        """,
        says="not a number",
    ),
    Hostile(
        "infinity",
        "not_passed",
        """
            right(predictions, truth)
            return np.inf, np.inf
        """,
        says="infinite",
    ),
    Hostile(
        "text of a number",
        "not_passed",
        """
            a, b = right(predictions, truth)
            return str(a), str(b)
        """,
        says="a string",
    ),
    Hostile(
        "half precision",
        "not_passed",
        """
            a, b = right(predictions, truth)
            return np.float32(a), np.float32(b)
        """,
        says="float32",
    ),
    Hostile("a list for a tuple", "not_passed", "return list(right(predictions, truth))", says="a list"),
    Hostile("an array for a tuple", "not_passed", "return np.array(right(predictions, truth))", says="an array"),
    Hostile(
        "a whole array for each number",
        "not_passed",
        """
            a, b = right(predictions, truth)
            return np.array([a]), np.array([b])
        """,
    ),
    Hostile("nothing", "not_passed", "right(predictions, truth)", says="None"),
    Hostile("a generator", "not_passed", "yield from right(predictions, truth)", says="generator"),
    Hostile(
        "not implemented later",
        "not_passed",
        """
            if len(predictions) == 3: return right(predictions, truth)
            raise NotImplementedError
        """,
    ),
]
