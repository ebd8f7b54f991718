"""Addresses of the people list."""

from django.urls import path

from crm.views import people, people_bulk, people_lists, search

urlpatterns = [
    path("people/", people.people, name="people"),
    path("people/new/", people.add, name="person-add"),
    path("people/export/", people.export, name="people-export"),
    path("people/chosen/", people_bulk.chosen, name="people-chosen"),
    path("people/assign/", people_bulk.assign, name="people-assign"),
    path("people/tag/", people_bulk.tag, name="people-tag"),
    path("lists/new/", people_lists.save, name="list-save"),
    path("lists/<int:pk>/delete/", people_lists.delete, name="list-delete"),
    path("search/", search.search, name="search"),
]
