from django.apps import AppConfig


class NurturingConfig(AppConfig):
    name = "nurturing"
    verbose_name = "Sequences"

    def ready(self) -> None:
        """Listen to what others announce, and add what the frame and the lead's page show of it."""
        from nurturing import receivers  # noqa: F401 - importing registers the handlers
        from nurturing.selectors import timeline  # noqa: F401 - says how nurturing's events read
        from nurturing.services import sequences
        from outreach.services import campaigns
        from realestate.lib.panels import add_panel
        from realestate.web.shell import add_nav

        campaigns.add_names(sequences.campaign_names)
        add_nav("nurturing:sequences", label="Sequences", icon="route", order=50, key="s")
        add_panel("lead", "nurturing:lead-panel", title="Next touches", slot="next", order=10)
