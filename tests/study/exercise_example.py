"""The fields of a complete exercise, of which tests change one or two."""

FIELDS = {
    "id": "add-up",
    "chapter": "02_ml_basics",
    "section": "adding",
    "title": "Add",
    "level": 1,
    "minutes": 5,
    "kind": "implement",
    "concepts": ("sum",),
    "statement": """
        Write `add_up`.

        It adds.
    """,
    "hints": ("What?", "How?", "This."),
    "explanation": "Because.",
    "variant": "Or so.",
}
