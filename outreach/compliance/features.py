"""Inputs that a score, match, audience or schedule may use, judged by their names.

Protected classes and their close proxies are refused, and so is what none of our words describes: an input must speak
of the home, its price, the place somebody asked for, what was said and done, or when. An unknown one may be a proxy.
Source: 42 USC 3604-3606 (fair housing); product policy FHA-1.
"""

import re
from dataclasses import dataclass

from outreach.compliance.verdicts import Verdict

PROTECTED = {
    "race": r"race|races|racial|ethnic\w*|skin|african|hispanics?|latin[oaxe]s?|asians?|caucasian|white|black|tribal"
    r"|tribe|ancestry|heritage|bisg|minorit(?:y|ies)|divers(?:e|ity)|native_american|indigenous",
    "colour": r"color|colour",
    "religion": r"religio\w*|church\w*|synagogues?|mosques?|temples?|christian|catholic|jewish|muslim|hindu|islam\w*"
    r"|faith|worship|creed|clergy",
    "sex": r"sex|sexual\w*|gender|male|female|pronouns?|transgender|orientation|pregnan\w*|maternity"
    r"|lgbt\w*|gay|lesbian",
    "family": r"famil(?:y|ies|ial)|child\w*|kids?|toddlers?|infants?|minors|marital|marriage|married|unmarried"
    r"|divorc\w*|single|widow\w*|spouse|spousal|parents?|parental|mother|father|dependents?|custody|household_"
    r"(?:size|composition|members)|has_baby|newlyweds?|occupants_under_18",
    "national origin": r"nationality|national_origin|origin|immigra\w*|citizen\w*|birthplace|country_of_birth|visa"
    r"|language|spoken|accent|surname|last_name|first_name|given_name|family_name|name_origin",
    "disability": r"disab\w*|handicap\w*|wheelchair|medical|health|illness|mental|blind|deaf|impair\w*|service_animal"
    r"|support_animal",
    "age": r"age|ages|aged|birth\w*|dob|elderly|seniors?|retire\w*|generation",
    "lending": r"public_assistance|welfare|section_?8|vouchers?|food_stamps|ssi|ssdi",
    "place": r"demographics?|census\w*|tract|crime\w*|segregat\w*|redlin\w*|gentrif\w*"
    r"|schools?_(?:\w+_)?(?:quality|ratings?|scores?|ranks?|ranking|grades?)|school_quality\w*"
    r"|(?:zip|zipcode|zip_code|postal_code|tract|block_group|neighbou?rhood|area|county)_(?:\w+_)?"
    r"(?:income|education|poverty|unemployment|renters?|population|share|mix)",
}
# Words that a protected pattern would catch by accident: they describe the home, not the person.
HOME_WORDS = re.compile(
    r"(?:single|multi)_family|family_room"
    r"|single_(?:story|stories|level|floor|unit|owner|agent|room|garage|source|channel|click)"
    r"|(?:kitchen|paint|door|trim)_colou?r"
    r"|(?:home|house|building|property|roof|lead|listing|account|page|message|email|score|days|contact|inquiry|event|list)_age|age_(?:of_)?(?:home|house|building|property|roof|lead|listing|days|hours)"
    r"|source_of_origin|lead_origin|origin_channel|(?:exterior|interior|wall|roof)_colou?r|year_built|black_box"
)
# What an input may be about. Words that say nothing of it (score, count, rate, index, share) are left out on purpose.
KNOWN = re.compile(
    r"homes?|houses?|housing|property|properties|building|parcel|lot|lots|roof|pools?|garages?|parking|beds?|bedrooms?"
    r"|baths?|bathrooms?|sqft|sq|square|footage|acres?|acreage|floors?|stor(?:y|ies)|rooms?|basement|yard|fenced?|porch"
    r"|patio|kitchen|fireplace|waterfront|lake|flood|built|construction|condition|repairs?|renovat\w+|hoa|condos?"
    r"|townhouses?|townhomes?|units?|zoning|solar|insurance|amenit(?:y|ies)|inspections?"
    r"|pric(?:e|es|ed|ing)|budgets?|cents|dollars|amounts?|costs?|offers?|valuations?|estimates?|appreciation|equity"
    r"|mortgages?|loans?|interest|payments?|tax|taxes|liens?|delinquen\w+|foreclos\w+|distress\w*|arv|mao|rents?|rental"
    r"|proceeds|financ\w+|cash|pre_?approv\w+|preapprov\w+|prequalif\w+|approved|afford\w+|clos(?:e|ed|ing)|escrow"
    r"|comps?|cma|sales?|sold|sell\w*|buy\w*|bought|purchas\w+|markets?|inventory|demand|supply"
    r"|messages?|messaged|texts?|texted|sms|emails?|emailed|mails?|repl(?:y|ies|ied)|respon\w+|answer\w*|calls?|called"
    r"|callback|voicemails?|phones?|open(?:s|ed)?|click(?:s|ed)?|view(?:s|ed)?|visit(?:s|ed)?|pages?|sessions?|search\w*"
    r"|saved?|saves|favou?rites?|shortlist\w*|forms?|inquir(?:y|ies)|contact(?:s|ed)?|conversations?|words?|sentiment|tone"
    r"|urgency|urgent|objections?|intents?|questions?|engage\w*|activity|active|inactive|inbound|outbound|bounce\w*"
    r"|unsubscrib\w+|alerts?|portal|logins?|downloads?|chats?|clicks|known|came|filters?"
    r"|days?|hours?|minutes?|weeks?|weekdays?|weekends?|months?|years?|recency|recent|latency|timelines?|deadlines?|tenure"
    r"|season\w*|dates?|time|dwell|move|moving"
    r"|leads?|stages?|status|sources?|campaigns?|sequences?|touch(?:es|points?)?|appointments?|showings?|tours?|meetings?"
    r"|tasks?|agents?|deals?|pipeline|readiness|motivation|motivated|channels?|referr\w+|owned|ownership|occupied"
    r"|occupancy|absentee|vacan\w+|listings?|listed|photos?|open_houses?|feedback|ratings?|match\w*|similarity"
    r"|city|cities|town|county|state|zip|zips|zipcode|postal|neighbou?rhoods?|areas?|location|distance|commute\w*|miles"
    r"|latitude|longitude|school_district|transit|walk\w*"
)
PATTERNS = {ground: re.compile(rf"(?:^|_)(?:{words})(?:_|$)", re.IGNORECASE) for ground, words in PROTECTED.items()}


@dataclass(frozen=True, kw_only=True)
class FeatureVerdict:
    """Whether an input may be used; if not, which ground it stands for, or that nobody knows: ``unknown``."""

    decision: Verdict
    reason: str | None = None
    ground: str | None = None


def judge_feature(name: str) -> FeatureVerdict:
    """Return whether a scoring, matching, audience or timing input may be used, judged by its name (FHA-1)."""
    snake = _snake(name)
    plain = HOME_WORDS.sub("", snake)
    for ground, pattern in PATTERNS.items():
        if pattern.search(plain):
            return FeatureVerdict(decision=Verdict.BLOCK, reason="FEATURE_PROTECTED", ground=ground)
    if HOME_WORDS.search(snake) or any(KNOWN.fullmatch(word) for word in snake.split("_")):
        return FeatureVerdict(decision=Verdict.ALLOW)
    return FeatureVerdict(decision=Verdict.BLOCK, reason="FEATURE_PROTECTED", ground="unknown")


def _snake(name: str) -> str:
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return re.sub(r"[^a-z0-9]+", "_", spaced.lower())
