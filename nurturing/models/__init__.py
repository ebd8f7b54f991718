"""Tables of the nurturing app: sequences, enrollments, touchpoints, notices."""

from nurturing.models.enrollments import Enrollment, Touchpoint
from nurturing.models.notices import Notice
from nurturing.models.push import PushSubscription
from nurturing.models.rooms import ChatRoom
from nurturing.models.sequences import Sequence, SequenceVersion, Step

__all__ = ["ChatRoom", "Enrollment", "Notice", "PushSubscription", "Sequence", "SequenceVersion", "Step", "Touchpoint"]
