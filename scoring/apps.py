from django.apps import AppConfig


class ScoringConfig(AppConfig):
    name = "scoring"
    verbose_name = "Scores and alerts"

    def ready(self) -> None:
        """Listen to what crm announces, and show the score on the lead page."""
        from realestate.lib.panels import add_panel
        from scoring import receivers  # noqa: F401 - importing registers the handlers

        add_panel("lead", "scoring:lead-panel", title="Score", slot="who", order=10)
