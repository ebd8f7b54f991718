"""Who may be one person is asked once, and found by name and place."""

from crm.services import duplicates, todo
from tests.factories.crm import BrokerageFactory, ContactFactory


def test_suspect_asks_once_per_pair_in_either_order_also_when_answered(brokerage):
    first, second = ContactFactory(name="Dana Reyes"), ContactFactory(name="D. Reyes")
    task = duplicates.suspect(first, second, why="One form named both.")
    todo.finish(task, by=None)
    assert duplicates.suspect(second, first, why="Again.") == task
    assert (task.title, task.body) == ("Possible duplicate: Dana Reyes and D. Reyes", "One form named both.")


def test_candidates_share_the_folded_name_and_the_place(brokerage):
    def person(**fields):
        return ContactFactory(**{"sort_key": "nunez jose", "postal_code": "32801", "street": "", **fields})

    asked, same_code, same_street = person(street="1 Palm St"), person(), person(postal_code="", street="1 PALM ST")
    person(postal_code="33101")
    person(sort_key="nunez josefa")
    person(merged_into=same_code)
    person(brokerage=BrokerageFactory())
    assert list(duplicates.candidates(asked)) == [same_code, same_street]


def test_a_person_without_a_place_has_no_candidates(brokerage):
    ContactFactory(postal_code="", street="")
    assert not duplicates.candidates(ContactFactory(postal_code="", street="")).exists()
