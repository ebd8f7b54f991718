"""Words that a message must not use, by the reason they are refused for. Patterns ignore case.

Sources: 42 USC 3604(c) (fair housing); Fla. Stat. 475.25(1)(t), 475.612 (appraisal); Fla. Stat. 501.1377
(foreclosure rescue); 15 USC 7704(a)(2) (deceptive headings); CTIA messaging principles (shorteners); product policy
(tone).
"""

import re
from collections.abc import Iterable
from re import Pattern


def any_of(parts: Iterable[str]) -> Pattern[str]:
    """Return one pattern that matches any of the parts at word borders."""
    return re.compile(r"(?<!\w)(?:" + "|".join(parts) + r")(?!\w)", re.IGNORECASE)


PLACEHOLDER = re.compile(
    r"\{\{?[^{}]*\}?\}|\{%|%\}|<<?[a-z_ ]+>>?|\[(?:first|last|your|agent|name|insert|property|city|link)[^\]]*\]"
    r"|%[a-z_]+%|%\([a-z_]+\)s|\$\{?[a-z_]{3,}\}?",
    re.IGNORECASE,
)
# Case matters here: "none of these" is English, "Hi None" is not. NaN and null are never English.
EMPTY_VALUE = re.compile(r"(?<!\w)(?:None|NaN|nan|NULL|null|undefined|NoneType)(?!\w)")
LOREM = any_of([r"lorem ipsum", r"dolor sit amet", r"insert text here"])

DECEPTIVE = any_of(
    [
        r"final notice",
        r"last notice",
        r"legal notice",
        r"notice of (?:default|intent)",
        r"official notice",
        r"court (?:order|notice|papers)",
        r"on behalf of (?:the )?(?:county|city|state|government|court|bank|irs)",
        r"(?:county|city|state|government|irs|court) (?:representative|agent|officer)",
        r"your (?:bank|lender) (?:asked|told)",
        r"this is (?:the )?(?:county|city|state|government|irs|court|bank)",
        r"government (?:program|approved|relief)",
        r"hud[- ]approved",
        r"as (?:we|you and i) (?:discussed|spoke|agreed)",
        r"per our (?:call|conversation|discussion)",
        r"(?:returning|following up on) your (?:call|voicemail)",
        r"you (?:won|have been selected|are pre-?selected)",
        r"(?:stop|halt|prevent|avoid|end|cancel|delay|fix) (?:your|the|a|this|any) (?:foreclosure|tax (?:sale|deed))",
        r"(?:stop|halt|prevent|avoid) foreclosure",
        r"save your (?:home|house|credit)",
        r"rescue (?:your|you from)",
        r"(?:detener|parar|evitar) (?:su|la|el) (?:ejecucion|foreclosure|embargo)",
    ]
)
FAKE_THREAD = re.compile(r"^\s*(?:re|fw|fwd|aw|sv)\s*:", re.IGNORECASE)

GROUPS = (
    r"(?:christian|catholic|jewish|muslim|hindu|white|black|african[- ]american|hispanic|latino|latina|latinx|asian|"
    r"caucasian|american[- ]born|immigrant|foreign)"
)
FAIR_HOUSING = any_of(
    [
        r"safe (?:and \w+ )?(?:neighborhood|neighbourhood|area|community|street|block)s?",
        r"(?:low|no|little) crime",
        r"crime[- ]free",
        r"(?:bad|good|nice|better|right) (?:element|kind of people|sort of people|neighbors)",
        r"family[- ]friendly",
        r"great for (?:kids|children|families|a family)",
        r"no (?:kids|children|pets or children)",
        r"(?:perfect|ideal|great|best|suited|made) for (?:a |an )?(?:young |growing |new )?"
        r"(?:families|family|couples?|professionals|singles|retirees|retired|empty[- ]nesters|bachelors?"
        r"|newlyweds|parents|seniors)",
        r"(?:families|singles|adults|couples|seniors|retirees) (?:only|preferred|welcome)",
        r"exclusive (?:neighborhood|area|community|enclave)",
        r"(?:good|great|best|top) (?:schools?|school district)s? area",
        r"(?:good|great|best|top|better)[- ](?:rated )?school (?:area|district|zone)s?",
        r"mother[- ]in[- ]law suite",
        r"(?:walking distance|close|near|next) to (?:the |a )?(?:church|synagogue|mosque|temple)e?s?",
        rf"{GROUPS} (?:neighborhood|neighbourhood|community|area|family|families|home|household|buyers?|people)",
        r"(?:integrated|traditional|diverse|ethnic|homogeneous) (?:neighborhood|neighbourhood|community|area)",
        r"english[- ]speaking (?:only|preferred)",
        r"(?:able[- ]bodied|no wheelchairs?|not handicapped|no disabled)",
        r"people like you(?:rself)?",
        r"your (?:kind|type) of people",
        r"no section 8",
        r"mature (?:persons?|couples?|adults?)",
    ]
)

VALUATION = any_of(
    [
        r"apprais(?:al|als|ed|e|er)",
        r"guaranteed? (?:price|offer|sale|value|cash|profit|return|to sell)",
        r"(?:we|i) guarantee",
        r"(?:price|offer|value|profit) (?:is )?guaranteed",
        r"guarantee(?:d|s)? (?:you|your)",
        r"worth exactly",
        r"will (?:definitely|certainly) (?:sell|appreciate)",
        r"tasacion",
        r"precio garantizado",
    ]
)
NOT_AN_APPRAISAL = any_of([r"not an appraisal", r"no es una tasacion"])

TONE = any_of(
    [
        r"last chance",
        r"final (?:chance|opportunity|offer)",
        r"act (?:now|fast|today|immediately)",
        r"(?:don'?t|do not) (?:miss out|wait|delay|lose)",
        r"(?:hurry|urgent|asap|now or never)",
        r"limited[- ]time",
        r"(?:offer|deal) (?:expires|ends) (?:today|tonight|soon|at midnight)",
        r"before it'?s too late",
        r"you(?:'ll| will) regret",
        r"you(?:'ve| have) been ignoring",
        r"why (?:are|aren'?t|won'?t) you (?:ignoring|responding|answering|replying)",
        r"i(?:'m| am) (?:disappointed|hurt)",
        r"after (?:all|everything) (?:i|we)(?:'ve| have)? (?:did|done)",
        r"(?:buyers?|others?|people) (?:are|is) (?:waiting|lining up|fighting)",
        r"once in a lifetime",
        r"you(?:'re| are) (?:losing|wasting|throwing away)",
        r"you (?:must|have to|need to) (?:act|decide|respond|call|sign)",
        r"or else",
        r"(?:final|last) (?:message|attempt|text|warning)",
        r"closing your file",
        r"(?:only|just) (?:one|two|a few|\d+) (?:spots?|homes?|units?|days?|hours?) (?:left|remaining)",
        r"ultima oportunidad",
    ]
)
SHOUTING_MARKS = re.compile(r"!\s*!")
CAPITALS_IN_A_ROW = 3

SHORTENERS = any_of(
    [
        r"(?:bit\.ly|tinyurl\.com|goo\.gl|t\.co|ow\.ly|is\.gd|buff\.ly|rebrand\.ly|cutt\.ly|t\.ly|rb\.gy|tiny\.cc|"
        r"shorturl\.at|bl\.ink|s\.id|v\.gd|short\.io|lnkd\.in|adf\.ly|qr\.ae|youtu\.be|wa\.me|tinyurl)(?:/\S*)?"
    ]
)
OPT_OUT_NOTICE = any_of(
    [
        r"(?:reply|text|send|respond)(?: with)? [\"'“]?stop",
        r"stop (?:to|2) (?:opt|end|quit|unsub|cancel)\w*",
        r"(?:responda|responde|envie|envia|conteste)(?: con)? [\"'“]?(?:stop|alto|parar)",
        r"(?:reponn|voye|ekri) [\"'“]?(?:stop|sispann|rete)",
        r"(?:responda|envie)(?: com)? [\"'“]?(?:pare|sair|parar|stop)",
    ]
)
AD_LABEL = any_of(
    [
        r"advertisement",
        r"this is an ad(?:vert)?",
        r"\[?ad\]",
        r"advertising",
        r"promotional (?:message|email)",
        r"anuncio",
        r"publicidad",
    ]
)
