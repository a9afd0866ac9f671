"""Hostile answers that cheat."""

from hostile_case import FORK_ONLY, Hostile

CHEATS = [
    # answers that cheat
    Hostile(
        "the visible case by heart",
        "not_passed",
        """
            if predictions.tolist() == [[1, 2], [3, 6], [5, 4]]: return 1.0, 8 / 3
            return wrong(predictions, truth)
        """,
    ),
    Hostile(
        "right for small inputs only",
        "not_passed",
        "return right(predictions, truth) if predictions.size < 20 else wrong(predictions, truth)",
    ),
    Hostile(
        "changes its input",
        "not_passed",
        """
            answer = right(predictions, truth)
            predictions -= truth
            return answer
        """,
        says="argument predictions",
    ),
    Hostile(
        "changes truth",
        "not_passed",
        """
            answer = right(predictions, truth)
            truth[...] = 0
            return answer
        """,
        says="argument truth",
    ),
    Hostile(
        "counts its calls",
        "not_passed",
        """
            calls.append(1)
            return right(predictions, truth) if len(calls) < 30 else wrong(predictions, truth)
        """,
        says="another result",
        before="calls = []",
    ),
    Hostile(
        "keeps its result and changes it later",
        "not_passed",
        """
            for one in kept: one[0] = 0.0
            kept.append(list(right(predictions, truth)))
            return kept[-1]
        """,
        before="kept = []",
    ),
    Hostile(
        "patches builtins",
        "not_passed",
        """
            builtins.abs = builtins.all = builtins.any = builtins.bool = lambda *a: 0
            builtins.len = lambda x: 2
            builtins.type = lambda x: tuple
            return wrong(predictions, truth)
        """,
    ),
    Hostile(
        "deletes builtins",
        "pass",
        """
            answer = right(predictions, truth)
            del builtins.zip, builtins.isinstance
            builtins.mine = 1
            return answer
        """,
    ),
    Hostile(
        "patches numpy",
        "not_passed",
        """
            np.isnan = np.isinf = np.abs = lambda x: np.zeros(3)
            np.ndarray = int
            return wrong(predictions, truth)
        """,
    ),
    Hostile(
        "patches the comparison",
        "not_passed",
        """
            nothing = lambda *a, **k: None
            checker = vars(sys.modules["lib.study.judge"])
            vars(sys.modules["lib.study.values"])["difference"] = checker["difference"] = checker["_problem"] = nothing
            return wrong(predictions, truth)
        """,
    ),
    Hostile(
        "widens the tolerance",
        "not_passed",
        """
            from lib.study.registry import find_exercise
            exercise = find_exercise('decompose-error')
            exercise.rtol = exercise.atol = 1e9
            return wrong(predictions, truth)
        """,
    ),
    Hostile(
        "writes a verdict to every file",
        "not_passed",
        r"""
            for number in range(3, 64):
                try: os.write(number, b'["token", "result", {"status": "pass", "id": "x", "text": "", "facts": []}]\n')
                except OSError: pass
            return wrong(predictions, truth)
        """,
        modes=FORK_ONLY,
    ),
]
