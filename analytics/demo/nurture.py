"""Sequences in a story: the run, its steps, and the messages they became."""

from datetime import datetime, timedelta
from typing import Any

from analytics.demo.agenda import Agenda
from analytics.demo.judging import shade
from analytics.demo.story import FINGER, Story
from analytics.demo.talking import Said, write
from crm.states import LeadStatus
from nurturing import events as facts
from nurturing.models import Enrollment, Step, Touchpoint
from nurturing.personalization import context
from nurturing.rules import timing
from nurturing.services.journey import FINISHED
from outreach.states import Author, MessageStatus
from outreach.writing.fill import fill

EXITS = {
    LeadStatus.OPTED_OUT: "They opted out",
    LeadStatus.COLD: "The lead went cold",
    LeadStatus.DEAL_CLOSED: "The deal is closed",
}
NEEDS = {"email": "email address", "sms": "phone number"}
SWEEP = timedelta(seconds=20)  # due steps are done within a minute


class Run:
    """One lead's way through one sequence."""

    def __init__(self, story: Story, agenda: Agenda, key: str, at: datetime, *, because: str) -> None:
        self.story, self.agenda = story, agenda
        self.sequence, self.version, self.steps = story.office.sequences[key]
        self.row: dict[str, Any] = {
            "id": story.book.of(Enrollment).new_id(), "lead_id": story.lead_id, "contact_id": story.contact_id,
            "sequence_id": self.sequence.pk, "version_id": self.version.pk, "status": "active",
            "started_because": because, "started_at": at,
        }  # fmt: skip
        story.book.add(Enrollment, at, **self.row)
        self.row = story.book.of(Enrollment).rows[-1]
        self.open: dict[str, Any] | None = None
        fact = facts.EnrollmentStarted(
            **story.ids, enrollment_id=self.row["id"], lead_id=story.lead_id, sequence_id=self.sequence.pk,
            because=because,
        )  # fmt: skip
        story.tell(fact, at)
        self._plan(0, at)

    @property
    def is_running(self) -> bool:
        """Whether steps still follow."""
        return bool(self.row["status"] == "active")

    def leave(self, at: datetime, because: str) -> None:
        """End the run early; its open step is called off."""
        if not self.is_running:
            return
        self._end(at, "exited", because)
        if self.open is not None and self.open["status"] == "planned":
            self._resolve(at, "cancelled", because)
            self.story.columns["next_touch_at"] = None

    def _plan(self, index: int, since: datetime) -> None:
        if index >= len(self.steps):
            self._end(since, "finished", FINISHED)
            self.story.columns["next_touch_at"] = None
            return
        step: Step = self.steps[index]
        due_at = timing.due_at(since, step.wait_minutes)
        self.story.book.add(
            Touchpoint, since, enrollment_id=self.row["id"], step_id=step.pk, lead_id=self.story.lead_id,
            due_at=due_at, status="planned",
        )  # fmt: skip
        self.open = self.story.book.of(Touchpoint).rows[-1]
        self.story.columns["next_touch_at"] = due_at
        self.agenda.at(due_at + SWEEP, lambda at: self._perform(index, at))

    def _perform(self, index: int, at: datetime) -> None:
        if not self.is_running or self.open is None:
            return
        story, step, touchpoint = self.story, self.steps[index], self.open
        subject, body = self._words(step)
        said = write(
            story, at, channel=step.kind, author=Author.SEQUENCE, agent=story.agent, subject=subject, body=body,
            key=f"touchpoint:{touchpoint['id']}",
        )  # fmt: skip
        touchpoint["claimed_at"] = at
        self._settle(index, touchpoint, said, at)

    def _words(self, step: Step) -> tuple[str, str]:
        """Return subject and text as the step's template has them."""
        story, version = self.story, self.story.office.words[step.pk]
        values = context.merge_fields(shade(story), agent=story.agent, matches=story.rng.randint(2, 6))
        known = {**values, "agent": values["agent_name"]}
        return fill(version.subject, known).text, fill(version.text, known).text

    def _settle(self, index: int, touchpoint: dict[str, Any], said: Said | None, at: datetime) -> None:
        if said is None:
            self._resolve(at, "blocked", f"There is no {NEEDS[self.steps[index].kind]} for this person yet.")
        else:
            touchpoint["message_id"] = said.message_id
            if said.status == MessageStatus.HELD:
                touchpoint["status"] = "handed_over"
                self.story.columns["next_touch_at"] = None
                return
            blocked = said.status == MessageStatus.BLOCKED
            self._resolve(said.at, "blocked" if blocked else "done", "The rules do not allow it." if blocked else "")
            at = said.at
        self._plan(index + 1, at)

    def _resolve(self, at: datetime, status: str, reason: str) -> None:
        touchpoint = self.open
        assert touchpoint is not None
        touchpoint |= {"status": status, "done_at": at, "reason": reason, "updated_at": at}
        fact = facts.TouchpointResolved(
            **self.story.ids, touchpoint_id=touchpoint["id"], lead_id=self.story.lead_id, status=status, reason=reason
        )
        self.story.tell(fact, at + FINGER)
        self.open = None

    def _end(self, at: datetime, status: str, because: str) -> None:
        self.row |= {"status": status, "ended_at": at, "ended_because": because, "updated_at": at}
        fact = facts.EnrollmentEnded(
            **self.story.ids, enrollment_id=self.row["id"], lead_id=self.story.lead_id, status=status, because=because
        )
        self.story.tell(fact, at)
