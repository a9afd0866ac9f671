"""Give the tokens of a batch the room that experts have."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="first-come-first-served",
    chapter="11_vision_transformer_moe",
    section="when-one-expert-takes-all-load-balancing",
    title="First come, first served",
    level=2,
    minutes=15,
    kind="implement",
    concepts=("expert-routing", "mixture-of-experts"),
    statement=r"""
        Each expert has `room` for so many tokens of a batch; what comes too late is dropped. Row $t$ of `experts`,
        shape (tokens, $k$), holds the numbers of the experts that token $t$ chose, its best choice first; no expert
        stands twice in a row.

        **All first choices are served before any second choice**, these before any third one; within one rank, earlier
        tokens come first.

        Write `find_room(experts, room)`: an array of bool of the same shape, True where the choice found room. Change
        no argument.
    """,
    setup="import numpy as np",
    hints=(
        "In which order do you walk through the array: along its rows or down its columns?",
        "Walk down the first column, then down the second. Keep count of the tokens that each expert has taken.",
        """
        Two loops, `for rank in range(k)` outside and `for t in range(len(experts))` inside: a choice is kept if
        `taken[i] < room`, and then `taken[i] += 1`.
        """,
    ),
    explanation=r"""
        The order matters because it decides whom an overfull expert turns away. A token whose second choice is dropped
        still has its first; one that loses all its choices passes through the residual connection only. Note what this
        does to a language model: whether a token finds room depends on the *other* tokens of its batch.
    """,
    variant=r"""
        Without a loop: number the choices of each expert in the order in which they are served, by a running sum over
        their one-hot rows, and keep those whose number is at most `room`.
    """,
)


@exercise.stub
def find_room(experts, room):
    """Return which choices find room, an array of bool, shape (tokens, k)."""
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def find_room(experts, room):
    """Return which choices find room, an array of bool, shape (tokens, k)."""
    kept = np.zeros(experts.shape, dtype=bool)
    taken = {}
    for rank in range(experts.shape[1]):
        for t in range(len(experts)):
            expert = int(experts[t, rank])
            if taken.get(expert, 0) < room:
                kept[t, rank] = True
                taken[expert] = taken.get(expert, 0) + 1
    return kept


@exercise.alternative
def find_room(experts, room):
    order = experts.T.ravel()  # all first choices, then all second ones
    one_hot = order[:, None] == np.arange(order.max() + 1)
    number = (one_hot.cumsum(axis=0) * one_hot).sum(axis=1)
    return (number <= room).reshape(experts.T.shape).T


@exercise.alternative
def find_room(experts, room):
    kept = np.zeros(experts.shape, dtype=bool)
    for expert in np.unique(experts):
        tokens, ranks = np.nonzero(experts == expert)
        first = np.lexsort((tokens, ranks))[:room]
        kept[tokens[first], ranks[first]] = True
    return kept


@exercise.misconception(
    "A token is served with all its choices at once.",
    message="""
        You serve a token's second choice before the first choices of later tokens. All first choices come before any
        second one.
    """,
)
def find_room(experts, room):
    kept = np.zeros(experts.shape, dtype=bool)
    taken = {}
    for t, row in enumerate(experts):
        for rank, expert in enumerate(row.tolist()):
            if taken.get(expert, 0) < room:
                kept[t, rank] = True
                taken[expert] = taken.get(expert, 0) + 1
    return kept


@exercise.misconception(
    "Every rank has room of its own.",
    message="""
        You begin to count anew for the second choices. An expert's room is the same for all ranks: what first choices
        took is taken.
    """,
)
def find_room(experts, room):
    kept = np.zeros(experts.shape, dtype=bool)
    for rank in range(experts.shape[1]):
        taken = {}
        for t, expert in enumerate(experts[:, rank].tolist()):
            taken[expert] = taken.get(expert, 0) + 1
            kept[t, rank] = taken[expert] <= room
    return kept


@exercise.misconception(
    "The room is shared by all experts.",
    message="""
        You fill one room for all experts together. Each expert has room for so many tokens.
    """,
)
def find_room(experts, room):
    places = np.arange(experts.size).reshape(experts.T.shape).T
    return places < room


exercise.slip(
    "An expert is full when one more than its room has come.",
    ("taken.get(expert, 0) < room", "taken.get(expert, 0) <= room"),
    message="""
        You let one token too many in. How many has an expert taken when the next one asks?
    """,
)


@exercise.misconception(
    "A token that was turned away by its first choice is served first by its second.",
    message="""
        You put tokens that lost their first choice in front of the others' second choices. Within a rank the only thing
        that counts is who comes earlier in the batch.
    """,
)
def find_room(experts, room):
    kept = np.zeros(experts.shape, dtype=bool)
    taken, tokens = {}, list(range(len(experts)))
    for rank in range(experts.shape[1]):
        for t in sorted(tokens, key=lambda t: kept[t].any()):
            expert = int(experts[t, rank])
            if taken.get(expert, 0) < room:
                kept[t, rank] = True
                taken[expert] = taken.get(expert, 0) + 1
    return kept


@exercise.misconception(
    "The latest tokens come first.",
    message="""
        You serve the batch from its end. Earlier tokens come first.
    """,
)
def find_room(experts, room):
    kept = np.zeros(experts.shape, dtype=bool)
    taken = {}
    for rank in range(experts.shape[1]):
        for t in reversed(range(len(experts))):
            expert = int(experts[t, rank])
            if taken.get(expert, 0) < room:
                kept[t, rank] = True
                taken[expert] = taken.get(expert, 0) + 1
    return kept


@exercise.misconception(
    "A token that found no room by its first choice is dropped altogether.",
    message="""
        You drop a token's other choices once one of them found no room. Each choice stands for itself.
    """,
)
def find_room(experts, room):
    kept = np.zeros(experts.shape, dtype=bool)
    taken = {}
    for rank in range(experts.shape[1]):
        for t in range(len(experts)):
            expert = int(experts[t, rank])
            if taken.get(expert, 0) < room and kept[t, :rank].all():
                kept[t, rank] = True
                taken[expert] = taken.get(expert, 0) + 1
    return kept


@exercise.misconception(
    "A token that found room is served; its second choice is only for those that did not.",
    message="""
        You give a token one expert at most. It uses all k of its experts, if they have room.
    """,
)
def find_room(experts, room):
    kept = np.zeros(experts.shape, dtype=bool)
    taken = {}
    for rank in range(experts.shape[1]):
        for t in range(len(experts)):
            expert = int(experts[t, rank])
            if taken.get(expert, 0) < room and not kept[t].any():
                kept[t, rank] = True
                taken[expert] = taken.get(expert, 0) + 1
    return kept


exercise.slip(
    "The token that asks has been counted already.",
    (
        "            if taken.get(expert, 0) < room:\n                kept[t, rank] = True\n"
        "                taken[expert] = taken.get(expert, 0) + 1",
        "            taken[expert] = taken.get(expert, 0) + 1\n            kept[t, rank] = taken[expert] < room",
    ),
    message="""
        You turn one token too many away. If the token that asks is counted already, the last place is number `room`.
    """,
)


@exercise.inputs
def inputs(rng):
    def case(n_tokens, n, k, room):
        return np.array([rng.permutation(n)[:k] for _ in range(n_tokens)]), room

    yield np.array([[0, 1], [0, 1], [1, 0], [0, 1]]), 2
    yield np.array([[0, 1], [1, 0], [1, 2]]), 1
    yield case(1, 3, 2, 1)  # one token
    yield case(6, 4, 1, 2)  # one choice each
    yield case(5, 3, 3, 5)  # room for all
    for _ in range(20):
        n = int(rng.integers(3, 6))
        yield case(int(rng.integers(5, 12)), n, 2, int(rng.integers(1, 5)))


exercise.compare()
