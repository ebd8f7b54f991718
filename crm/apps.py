from importlib import import_module

from django.apps import AppConfig


class CrmConfig(AppConfig):
    name = "crm"
    verbose_name = "People, homes and deals"

    def ready(self) -> None:
        """Tell the lower floors how brokerages are found, and where events are kept."""
        from crm.services import accounts, api_keys, event_months, instance
        from crm.services.event_store import PostgresStore
        from realestate.api.keys import use_keys
        from realestate.lib import checkup, later, scopes
        from realestate.lib.streams.store import use_store

        scopes.use_loader(accounts.load)
        later.use_brokerages(accounts.active_ids)
        use_store(PostgresStore())
        use_keys(api_keys.find)
        checkup.add("sending", instance.finding)
        checkup.add("event log", event_months.finding)
        import_module("crm.selectors.timeline")  # says how crm's events read
        _fill_the_frame()


def _fill_the_frame() -> None:
    """Add crm's pages to the nav and to what ``+`` adds, and its ways to write to the lead page."""
    from realestate.lib.panels import Tab, add_tab
    from realestate.web.shell import add_nav, add_quick

    add_nav("crm:people", label="People", icon="users", order=30, key="p")
    add_nav("crm:pipeline", label="Pipeline", icon="columns-3", order=40, key="k")
    add_nav("crm:properties", label="Properties", icon="house", order=60, key="h")
    add_nav("crm:settings", label="Settings", icon="sliders-horizontal", order=90)
    add_quick("crm:person-add", label="Person", icon="user-plus", order=10)
    add_quick("crm:imports", label="A file of people", icon="file-up", order=90)
    add_tab("lead-write", Tab(30, "note", "Note", "crm:lead-write", ("note",), key="n"))
    add_tab("lead-write", Tab(40, "call", "Call log", "crm:lead-write", ("call",), key="l"))
    add_tab("lead-write", Tab(50, "task", "Task", "crm:lead-write", ("task",)))
    add_tab("lead-write", Tab(60, "appointment", "Appointment", "crm:lead-write", ("appointment",)))
