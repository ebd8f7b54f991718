"""Intent of an ordinary reply, by the shipped model, with the words that show it. Opt-outs are judged before."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from outreach.replies.normalise import Reading
from outreach.replies.optout import InboundIntent
from outreach.replies.phrases import phrases


class Intent(StrEnum):
    """What a reply wants. The first seven are those of the opt-out rules, which always win."""

    OPT_OUT = InboundIntent.OPT_OUT.value
    WRONG_NUMBER = InboundIntent.WRONG_NUMBER.value
    STOP_CAMPAIGN = InboundIntent.STOP_CAMPAIGN.value
    REVIEW = InboundIntent.REVIEW.value
    HELP = InboundIntent.HELP.value
    OPT_IN = InboundIntent.OPT_IN.value
    APPOINTMENT_REQUEST = "appointment_request"
    INTERESTED = "interested"
    OBJECTION = "objection"
    QUESTION = "question"
    NOT_INTERESTED = "not_interested"
    ACKNOWLEDGED = "acknowledged"  # "ok", "thanks": nothing is asked
    UNKNOWN = "unknown"


LIKELY, FAINT = 0.75, 0.55
OF_CONSENT = frozenset({"opt_out", "wrong_number"})
VAGUE = frozenset({"unknown", "acknowledged"})

APPOINTMENT = phrases(
    r"(?:schedule|book|set up|arrange|make) (?:\w+ ){0,3}(?:showing|tour|visit|appointment|viewing|call"
    r"|meeting|time|walkthrough)",
    r"(?:can|could|may|when can|would like to|want to|love to|like to|id like to) (?:i |we "
    r"|you )?(?:\w+ )?(?:see|tour|visit|view|walk through)"
    r"(?: \w+){0,2} (?:it|house|home|place|property|condo|unit|one|inside|them)",
    r"(?:are you|r u|you) (?:free|available)",
    r"(?:meet|see you|show (?:me|us)) (?:\w+ ){0,4}(?:at|on|today|tomorrow|this|next|house|home|property|it|place)",
    r"(?:give me a call|call me|please call|can you call|could you call|llameme|llamame|rele m|me ligue|me liga)",
    r"(?:cita|ver la casa|visitar|podemos ver|quiero ver|randevou|we kay|visita|agendar)",
    r"open house",
)
INTEREST = phrases(
    r"(?:im|i am|we are|were|very|still|yes|definitely|really|also|quite) (?:\w+ )?interested",
    r"^interested",
    r"interested in",
    r"(?:i|we|id|wed) (?:would )?(?:love|like) (?:to|that|it|this|more)",
    r"sounds (?:good|great|perfect|awesome|fun|interesting|like a plan)",
    r"(?:tell me|send me|want|need|give me|share|can i get|please send)(?: me)?(?: some)? (?:more|details"
    r"|info|information|pictures|photos|the list|listings|options)",
    r"(?:looking|ready|want|hoping|planning|trying|need|thinking (?:of|about)) (?:to )?(?:buy|sell"
    r"|purchase|move|list|make an offer|selling|buying)",
    r"(?:looking for|in the market)",
    r"lets (?:do|talk|go|move)",
    r"(?:count me|im|i am|we are) in",
    r"(?:make|submit|put in) an? offer",
    r"what would you (?:offer|give|pay)",
    r"how much (?:would|will|can|could) (?:you|u) (?:offer|give|pay)",
    r"(?:^|(?<=[a-z] ))(?:yes|yeah|yep|yup|absolutely|definitely|for sure|of course|certainly)",
    r"^(?:sure|si|wi|sim|claro)$",
    r"^(?:sure|yes|si|sim|wi|claro) ",
    r"me interesa",
    r"estoy interesad[oa]",
    r"mwen enterese",
    r"tenho interesse",
    r"quiero (?:comprar|vender|saber|ver)",
    r"mwen vle",
    r"quero (?:comprar|vender|saber|ver)",
    r"i (?:will|would|can|could|d|ll) (?:\w+ )?(?:be happy|be glad|be willing|gladly|do it|do that|love)",
    r"(?:happy|glad|willing) to",
)
REFUSAL = phrases(
    r"not (?:\w+ ){0,2}interested",
    r"^(?:no|nope|nah|non|nao)(?: (?:im|i am|we|i|sorry|not)\b.*)?$",
    r"(?:dont|do not) (?:want|need|wish|think so|care)",
    r"(?:cant|cannot|can not|wont|will not|not able|unable|not going|not willing"
    r"|not gonna) (?:to )?(?:\w+ )?(?:do|afford|buy|sell|help|make|at this|right now|today|be able)",
    r"(?:id|i would|i) rather not",
    r"no (?:way|chance|longer)",
    r"maybe (?:some|an)other time",
    r"i decline",
    r"not for (?:me|us)",
)
OBJECTION = phrases(
    r"too (?:much|expensive|high|low|far|small|big|soon|early|late|pricey|old)",
    r"(?:price|rates?|payments?|taxes|hoa|fees?) (?:\w+ ){0,3}(?:high|much|crazy|steep|insane)",
    r"(?:cant|cannot|dont) afford",
    r"(?:not|bad|isnt the|wrong) (?:right now|now|ready|yet|a good time|the right time|time)",
    r"(?:maybe|perhaps) (?:later|next|in)",
    r"(?:need|have|want) to (?:think|wait|talk|check|discuss|sell|save)",
    r"waiting (?:for|until|on)",
    r"(?:on the fence|not sure|unsure|hesitant|worried|concerned)",
    r"overpriced",
    r"out of (?:my|our) (?:budget|range)",
    r"commission",
    r"muy (?:caro|alto|lejos)",
    r"demasiado",
    r"ahora no",
    r"no es buen momento",
    r"two che|muito caro",
)
QUESTION_WORDS = phrases(
    r"^(?:and |so |but |ok |hi |hello |hey )?(?:what|whats|when|where|who|whos|why|how|hows|which|is|are"
    r"|do|does|did|can|could|would|will|should|has|have|was|were|any)",
    r"^(?:que|cuanto|cuando|donde|quien|como|cual|por que|kisa|konbyen|ki|kote|kile|quanto|quando|onde|quem|qual)",
    r"(?:do you (?:have|know)|can you (?:tell|send|explain)|could you (?:tell|send|explain)|wondering"
    r"|let me know|curious|question)",
    r"(?:what|which|where|how) (?:is|are|was|were|do|does|did|much|many|long|far|big|old|about|kind|type|would|can)",
)
THANKS = phrases(
    r"^(?:ok|okay|k|kk|thanks|thank you|thx|ty|got it|great|cool|perfect|noted|will do|alright"
    r"|sounds good|good|nice|awesome|gracias|mesi|obrigad[oa]"
    r"|hi|hello|hey|bye|good (?:morning|afternoon|evening|night)|you too|youre welcome|no problem"
    r"|same to you|have a (?:good|great|nice) \w+)"
    r"(?: (?:ok|okay|thanks|thank you|so much|very much|you|then|thx|a lot|again|too|there|dana|have a \w+ \w+))*$",
)


@dataclass(frozen=True, kw_only=True)
class IntentGuess:
    """An intent with a confidence, 0 to 1, and the words it rests on."""

    intent: Intent
    confidence: float
    because: str = ""


def guess_intent(reading: Reading, shares: Mapping[str, float], *, states_particulars: bool) -> IntentGuess:
    """Return the intent of an ordinary reply: one that asks for nothing to stop.

    Args:
        shares: of the model of intents; what concerns consent was judged before and is left out here.
        states_particulars: the reply names a budget, a size or a date, which only an engaged person does.
    """
    if not reading.plain or THANKS.search(reading.plain):
        return IntentGuess(intent=Intent.ACKNOWLEDGED, confidence=LIKELY, because=reading.plain)
    ordinary = {label: share for label, share in shares.items() if label not in OF_CONSENT}
    label = max(ordinary, key=lambda name: ordinary[name])
    confidence = ordinary[label] / sum(ordinary.values())
    if label in VAGUE and states_particulars:
        return IntentGuess(intent=Intent.INTERESTED, confidence=FAINT, because="states what they look for")
    return IntentGuess(intent=Intent(label), confidence=confidence, because=_words_for(Intent(label), reading))


def _words_for(intent: Intent, reading: Reading) -> str:
    """Return the words that show the intent, or the beginning of the message."""
    pattern = SHOWN_BY.get(intent)
    match = pattern.search(reading.plain) if pattern else None
    return match[0] if match else reading.plain[:40]


SHOWN_BY = {
    Intent.APPOINTMENT_REQUEST: APPOINTMENT,
    Intent.INTERESTED: INTEREST,
    Intent.OBJECTION: OBJECTION,
    Intent.NOT_INTERESTED: REFUSAL,
    Intent.QUESTION: QUESTION_WORDS,
}
