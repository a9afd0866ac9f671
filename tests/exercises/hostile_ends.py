"""Hostile answers that never come back, end Python, raise, or take too much."""

from hostile_case import FORK_ONLY, NOT_IN_PLACE, Hostile

ENDS = [
    # answers that never come back
    Hostile("infinite loop", "stopped", "while True: pass", says="No result within"),
    Hostile(
        "loops over comprehensions",
        "stopped",
        """
            while True:
                split = [x for x in range(50)]
        """,
        says="No result within",
    ),
    Hostile(
        "swallows every exception",
        "stopped",
        """
            while True:
                try:
                    for step in range(10**9):
                        math.sqrt(step)
                except BaseException:
                    pass
        """,
        says="No result within",
    ),
    Hostile(
        "swallows and calls itself",
        "stopped",
        """
            def again(depth):
                while depth < 30:
                    try:
                        again(depth + 1)
                    except BaseException:
                        continue
            while True:
                again(0)
        """,
        says="No result within",
    ),
    Hostile(
        "turns tracing off and loops",
        "stopped",
        """
            sys.settrace(None)
            while True: pass
        """,
        modes=NOT_IN_PLACE,
        says="No result within",
    ),
    Hostile("sleeps for an hour", "stopped", "time.sleep(3600)", modes=NOT_IN_PLACE, says="No result within"),
    Hostile(
        "waits for a lock",
        "stopped",
        """
            lock = threading.Lock()
            lock.acquire()
            lock.acquire()
        """,
        modes=NOT_IN_PLACE,
        says="No result within",
    ),
    Hostile("loops inside C", "stopped", "return sum(itertools.repeat(1))", modes=FORK_ONLY, says="No result within"),
    Hostile(
        "ignores signals and loops",
        "stopped",
        """
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            while True: pass
        """,
        modes=FORK_ONLY,
        says="No result within",
    ),
    # answers that end Python
    Hostile("sys.exit", "stopped", "sys.exit(0)", says="ended Python"),
    Hostile("quit by exception", "stopped", "raise SystemExit('done')", says="ended Python"),
    Hostile("os._exit", "stopped", "os._exit(0)", says="ended Python"),
    Hostile(
        "os._exit kept from before",
        "stopped",
        "leave(0)",
        modes=FORK_ONLY,
        says="ended Python",
        before="from os import _exit as leave",
    ),
    Hostile("abort", "stopped", "os.abort()", says="ended Python"),
    Hostile("kills its process", "stopped", "os.kill(os.getpid(), signal.SIGKILL)", modes=FORK_ONLY, says="SIGKILL"),
    Hostile(
        "reads a null pointer",
        "stopped",
        """
            import ctypes
            return ctypes.string_at(0)
        """,
        modes=FORK_ONLY,
        says="SIGSEGV",
    ),
    Hostile(
        "recursion without a limit",
        "stopped",
        """
            sys.setrecursionlimit(10**9)
            return max([1, 2], key=lambda one: split_error(predictions, truth))
        """,
        modes=FORK_ONLY,
    ),
    Hostile(
        "closes all files",
        "stopped",
        """
            os.closerange(0, 512)
            return right(predictions, truth)
        """,
        modes=FORK_ONLY,
    ),
    # answers that raise
    Hostile("deep recursion", "not_passed", "return split_error(predictions, truth)", says="RecursionError"),
    Hostile("its own base exception", "not_passed", "raise Own", says="Own", before="class Own(BaseException): pass"),
    Hostile(
        "raises an interrupt",
        "not_passed",
        "raise KeyboardInterrupt",
        modes=NOT_IN_PLACE,
        says="KeyboardInterrupt",
    ),
    Hostile("asks a question", "not_passed", "return float(input('bias? ')), 0.0", says="EOFError"),
    Hostile("reads the input stream", "not_passed", "return float(sys.stdin.readline()), 0.0", says="ValueError"),
    Hostile(
        "an error that cannot be printed",
        "not_passed",
        "raise Mute",
        before="""
            class Mute(Exception):
                def __str__(self): raise RuntimeError('never')
        """,
    ),
    # answers that take too much
    Hostile(
        "asks for all memory",
        "stopped",
        """
            hold = []
            while True: hold.append(np.empty(2**25))
        """,
        modes=FORK_ONLY,
        says="memory",
    ),
    Hostile(
        "prints 10 MB, right",
        "pass",
        """
            print('x' * 10**7)
            return right(predictions, truth)
        """,
    ),
    Hostile(
        "writes 10 MB past Python, right",
        "pass",
        """
            os.write(1, b'x' * 10**7)
            return right(predictions, truth)
        """,
        modes=FORK_ONLY,
    ),
    Hostile(
        "prints 10 MB, wrong",
        "not_passed",
        """
            for _ in range(10): print('x' * 10**6)
            return wrong(predictions, truth)
        """,
    ),
    Hostile(
        "starts a thread that stays",
        "pass",
        """
            threading.Thread(target=threading.Event().wait).start()
            return right(predictions, truth)
        """,
        modes=FORK_ONLY,
    ),
    Hostile(
        "forks",
        "pass",
        """
            if not kept: kept.append(os.fork())
            if kept == [0]: time.sleep(60)
            return right(predictions, truth)
        """,
        modes=FORK_ONLY,
        before="kept = []",
    ),
]
