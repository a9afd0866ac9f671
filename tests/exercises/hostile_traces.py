"""Right answers that leave the session in a mess."""

from hostile_case import Hostile

TRACES = [
    # right answers that leave the session in a mess
    Hostile(
        "reseeds",
        "pass",
        """
            np.random.seed(0)
            random.seed(0)
            np.random.rand(3)
            return right(predictions, truth)
        """,
    ),
    Hostile(
        "moves",
        "pass",
        """
            os.chdir('/')
            os.environ['HOME'] = 'x'
            os.environ.pop('PATH', None)
            return right(predictions, truth)
        """,
    ),
    Hostile(
        "changes NumPy's switches",
        "pass",
        """
            np.seterr(all='raise')
            np.set_printoptions(precision=1)
            return right(predictions, truth)
        """,
    ),
    Hostile(
        "replaces the streams",
        "pass",
        """
            sys.stdout = sys.stderr = sys.stdin = None
            return right(predictions, truth)
        """,
    ),
    Hostile(
        "closes the streams",
        "pass",
        """
            sys.stdout.close()
            sys.stdin.close()
            return right(predictions, truth)
        """,
    ),
    Hostile(
        "unloads modules",
        "pass",
        """
            answer = right(predictions, truth)
            for name in ('numpy', 'math', 'os', 'random', 'copy'): sys.modules.pop(name)
            return answer
        """,
    ),
    Hostile(
        "makes warnings errors",
        "pass",
        """
            warnings.simplefilter('error')
            warnings.warn('now') if False else None
            sys.path.clear()
            sys.argv.clear()
            sys.setrecursionlimit(5000)
            return right(predictions, truth)
        """,
    ),
    Hostile(
        "warns",
        "pass",
        """
            warnings.warn('look')
            np.log(np.zeros(1))
            return right(predictions, truth)
        """,
    ),
    Hostile(
        "hooks",
        "pass",
        """
            sys.excepthook = sys.displayhook = print
            sys.setprofile(lambda *a: None)
            gc.disable()
            return right(predictions, truth)
        """,
    ),
]
