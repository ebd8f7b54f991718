from django.apps import AppConfig


class ScoringConfig(AppConfig):
    name = "scoring"
    verbose_name = "Scores and alerts"

    def ready(self) -> None:
        """Listen to what crm announces, show the score on the lead page, and say whether models can be used."""
        from realestate.lib import checkup
        from realestate.lib.panels import add_panel
        from scoring import receivers  # noqa: F401 - importing registers the handlers
        from scoring.predictors import library

        add_panel("lead", "scoring:lead-panel", title="Score", slot="who", order=10)
        add_panel("lead", "scoring:lead-values", title="Estimated value", slot="aside", order=20)
        add_panel("lead", "scoring:lead-parcels", title="Wholesale score", slot="aside", order=30)
        add_panel("property", "scoring:home-value", title="Estimated value", slot="main", order=10)
        add_panel("lead", "scoring:lead-matches", title="Homes that fit", slot="aside", order=10)
        add_panel("property", "scoring:home-buyers", title="Buyers it fits", slot="aside", order=10)
        checkup.add("models", library.finding)
