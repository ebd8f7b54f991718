from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    name = "analytics"

    def ready(self) -> None:
        """Add the pages of this app to the nav."""
        from analytics.views.home import waiting_count
        from realestate.web.shell import add_nav

        add_nav("home", label="Today", icon="list-checks", order=10, key="t", count=waiting_count)
        add_nav("analytics:scoreboard", label="Scoreboard", icon="trophy", order=70, key="b")
        add_nav("analytics:funnel", label="Reports", icon="chart-column", order=80, key="r")
