"""Which language models answer here, and what is missing where one does not."""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from realestate.llm import drivers, prompts
from realestate.llm.calls import DriverError, Outcome
from realestate.llm.drivers import BUILTIN, PLACES
from realestate.llm.gateway import Gateway
from realestate.llm.ledger import NoLedger
from realestate.llm.models import UNKNOWN, habits

SHOWN = 12  # names of models
HOW_TO_SET_UP = {
    "claude": "Set ANTHROPIC_API_KEY in .env; keys are made at https://platform.claude.com.",
    "ollama": "Install Ollama, run `ollama serve`, and set OLLAMA_HOST=http://127.0.0.1:11434 in .env.",
}
ADVICE = {
    Outcome.DENIED: "The key is not accepted. Is it complete, and of the right workspace?",
    Outcome.UNPAID: "The account has no credit left.",
    Outcome.MISSING: "It does not know the model. Choose one of the list above.",
    Outcome.UNREACHABLE: "Nobody listens there. Is it running, and does a firewall stand between?",
    Outcome.TIMED_OUT: "It took longer than LLM_SECONDS. A model that is being loaded needs a second try.",
    Outcome.BUSY: "The limit of requests is reached; try again later.",
    Outcome.OVERLOADED: "It is overloaded; try again later.",
    Outcome.REJECTED: "It did not take the request; a limit of spending that you set there also says so.",
}


class Command(BaseCommand):
    """Look at each model, ask it one sentence, and say what to do; end with 1 if one that is set up does not answer."""

    help = "Check the language models: keys, reachability, models, one answer each."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Go through them in the order in which they would be asked."""
        well = [self._look_at(name) for name in settings.LLM_DRIVERS]
        answering = [PLACES[name].label for name in drivers.in_order()]
        self.stdout.write(f"Asked in this order: {', then '.join(answering)}.")
        if not all(well):
            raise SystemExit(1)

    def _look_at(self, name: str) -> bool:
        """Return whether a model is well, or not wanted."""
        label = PLACES[name].label
        if not drivers.is_set_up(name):
            self.stdout.write(f"--   {label}: not set up. {HOW_TO_SET_UP[name]}")
            return True
        model = drivers.model_of(name)
        try:
            found = drivers.driver(name).list_models()
        except DriverError as error:
            self.stdout.write(f"NOT  {label}: {error.words} {ADVICE.get(error.outcome, '')}".rstrip())
            return False
        more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
        self.stdout.write(f"     {label} has: {', '.join(found[:SHOWN]) or 'no models'}{more}.")
        if name == "ollama" and model not in found:
            self.stdout.write(f"NOT  {label}: {model} is not there. Pull it: ollama pull {model}")
            return False
        if name == "claude" and habits(model) == UNKNOWN:
            self.stdout.write(f"hm   {model} is not known here: enter its price in the admin, under Language prices.")
        return self._try(name)

    def _try(self, name: str) -> bool:
        """Ask for one sentence and say how long it took."""
        began = time.monotonic()
        filled = prompts.load("realestate", "trial").fill(facts={"brokerage": "Homestretch"})
        answer = Gateway(NoLedger(), chain=[name]).complete(filled)
        label = PLACES[name].label
        if answer.driver == BUILTIN:
            last = answer.attempts[-1]
            advice = ADVICE.get(last.outcome, "") if last.outcome else ""
            self.stdout.write(f"NOT  {label}: {last.because} {advice}".rstrip())
            return False
        self.stdout.write(f"ok   {label} ({answer.model}) answered in {time.monotonic() - began:.1f} s: {answer.text}")
        return True
