"""Nurturing's work in the background. Each task calls one service and may run twice."""

from crm.models import Brokerage
from nurturing.models import Notice
from nurturing.services import agent_notices, notice_texts, push, rooms, sequences, touchpoints, watch
from realestate.lib.later import each_brokerage, task


@each_brokerage("nurturing.run_due", queue="send")
def run_due(brokerage_id: int) -> None:
    """Do the steps that are due. Every minute."""
    touchpoints.run_due()


@each_brokerage("nurturing.look_after", queue="send")
def look_after(brokerage_id: int) -> None:
    """Set going what got stuck. Every minute, beside the steps."""
    watch.look_after()


@task("nurturing.take_back", queue="send")
def take_back(brokerage_id: int) -> None:
    """Take back what waits at outreach for runs and sequences that were just switched off."""
    watch.take_back_paused()


@task("nurturing.email_notice")
def email_notice(brokerage_id: int, notice_id: int) -> None:
    """Mail a notice to its agent."""
    agent_notices.email(notice_id)


@each_brokerage("nurturing.text_notices", queue="send")
def text_notices(brokerage_id: int) -> bool:
    """Text agents what waits for them and is due. Run again, it finds them told. Returns whether more may be due."""
    return notice_texts.send_due() == notice_texts.BATCH


@task("nurturing.tell_rooms")
def tell_rooms(brokerage_id: int, notice_id: int) -> None:
    """Say a notice in the rooms that hear its agent. Run again, each room that heard it stays silent."""
    notice = Notice.objects.select_related("agent").filter(pk=notice_id).first()
    for room_id in rooms.rooms_for(notice.agent) if notice else []:
        rooms.tell(notice_id, room_id)


@task("nurturing.push_notice")
def push_notice(brokerage_id: int, notice_id: int) -> None:
    """Show a notice on its agent's devices. Run again, each device that showed it stays silent."""
    for subscription_id in push.devices_for(notice_id):
        push.tell(notice_id, subscription_id)


@task("nurturing.load_sequences")
def load_sequences(brokerage_id: int) -> None:
    """Give a new brokerage the sequences that ship. What it has already stays."""
    sequences.load(Brokerage.objects.get(pk=brokerage_id))
