import pytest

from lib.plot.confusion import plot_confusion


def test_counts_stand_where_they_belong():
    ax = plot_confusion([[8, 2], [1, 3]], ("good", "bad")).axes[0]
    placed = {text.get_position(): text.get_text() for text in ax.texts}
    assert placed == {(0, 0): "8", (1, 0): "2", (0, 1): "1", (1, 1): "3"}
    assert [label.get_text() for label in ax.get_xticklabels()] == ["good", "bad"]
    assert ax.images[0].get_array().tolist() == [[0.8, 0.2], [0.25, 0.75]]


def test_a_class_without_samples_can_be_drawn():
    assert plot_confusion([[0, 0], [1, 3]], ("a", "b")).axes[0].images[0].get_array()[0].tolist() == [0, 0]


def test_the_shape_must_fit():
    with pytest.raises(ValueError, match=r"counts must have shape \(3, 3\), got \(2, 2\)"):
        plot_confusion([[8, 2], [1, 3]], ("a", "b", "c"))
