"""The ten pictures: size, signs, and that no two are alike."""

import itertools

from lib.vision.digit_codes import DIGIT_CODES


def test_ten_codes_of_84_signs():
    assert len(DIGIT_CODES) == 10
    assert {len(code) for code in DIGIT_CODES} == {7 * 12}
    assert set(itertools.chain(*DIGIT_CODES)) == {-1.0, 1.0}


def test_no_two_digits_are_close():
    apart = [sum(a != b for a, b in zip(one, other)) for one, other in itertools.combinations(DIGIT_CODES, 2)]
    assert min(apart) >= 3


def test_digits_look_like_digits():
    """A 0 has a hole that nothing reaches, an 8 has two, a 1 is thin."""
    rows = [[code[start : start + 7] for start in range(0, 84, 7)] for code in DIGIT_CODES]
    assert min(range(10), key=lambda digit: sum(map(sum, rows[digit]))) in (1, 7)
    assert [n_holes(rows[digit]) for digit in range(10)] == [1, 0, 0, 0, 1, 0, 1, 0, 2, 1]


def n_holes(rows):
    """Count the regions of paper that do not reach the border."""
    paper = {(r, c) for r, row in enumerate(rows) for c, sign in enumerate(row) if sign < 0}
    regions = 0
    while paper:
        stack, touches = [paper.pop()], False
        while stack:
            r, c = stack.pop()
            touches |= r in (0, 11) or c in (0, 6)
            for place in ((r + 1, c), (r - 1, c), (r, c + 1), (r, c - 1)):
                if place in paper:
                    paper.discard(place)
                    stack.append(place)
        regions += not touches
    return regions
