import pytest

from realestate.llm import shapes
from realestate.llm.shapes import InvalidShape

SHAPE = {
    "type": "object",
    "properties": {
        "kind": {"type": "string", "enum": ["house", "land"]},
        "beds": {"type": "integer", "minimum": 0, "maximum": 20},
        "notes": {"type": "array", "items": {"type": "string", "maxLength": 5}, "maxItems": 2},
        "sold": {"type": "boolean"},
        "price": {"type": "number"},
        "nothing": {"type": "null"},
    },
    "required": ["kind", "beds", "notes", "sold", "price", "nothing"],
    "additionalProperties": False,
}
RIGHT = {"kind": "land", "beds": 3, "notes": ["dry", "flat"], "sold": False, "price": 1.5, "nothing": None}


def test_a_right_answer_has_no_faults():
    shapes.check_shape(SHAPE)
    assert shapes.faults(RIGHT, SHAPE) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"kind": "boat"}, "answer.kind is none of the allowed values"),
        ({"beds": "3"}, "answer.beds is no integer"),
        ({"beds": True}, "answer.beds is no integer"),
        ({"beds": -1}, "answer.beds is out of range"),
        ({"beds": 21}, "answer.beds is out of range"),
        ({"notes": "dry"}, "answer.notes is no array"),
        ({"notes": ["a", "b", "c"]}, "answer.notes has too many items"),
        ({"notes": ["too long"]}, "answer.notes[0] is too long"),
        ({"notes": [1]}, "answer.notes[0] is no string"),
        ({"sold": 0}, "answer.sold is no boolean"),
        ({"price": None}, "answer.price is no number"),
        ({"nothing": ""}, "answer.nothing is no null"),
        ({"to": "+1"}, "answer.to was not asked for"),
    ],
)
def test_each_fault_is_named(change, fault):
    assert shapes.faults(RIGHT | change, SHAPE) == [fault]


def test_a_missing_field_and_another_kind_of_answer_are_faults():
    assert shapes.faults({key: RIGHT[key] for key in RIGHT if key != "beds"}, SHAPE) == ["answer.beds is missing"]
    for answer in (None, "land", [RIGHT]):
        assert shapes.faults(answer, SHAPE) == ["answer is no object"]


@pytest.mark.parametrize(
    "shape",
    [
        {"type": "string", "pattern": "x"},
        {"type": "thing"},
        {},
        {"type": "array"},
        {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]},
        {"type": "object", "properties": {"a": {"type": "string"}}, "required": [], "additionalProperties": False},
    ],
)
def test_what_could_not_be_checked_whole_is_refused(shape):
    with pytest.raises(InvalidShape):
        shapes.check_shape(shape)


def test_providers_get_only_what_their_strict_modes_know():
    told = shapes.for_provider(SHAPE)

    assert told["properties"]["beds"] == {"type": "integer"}
    assert told["properties"]["notes"] == {"type": "array", "items": {"type": "string"}}
    assert told["additionalProperties"] is False
    assert SHAPE["properties"]["beds"]["maximum"] == 20


def test_free_texts_are_found_wherever_they_are():
    assert list(shapes.texts(RIGHT, SHAPE)) == [("notes", "dry"), ("notes", "flat")]
