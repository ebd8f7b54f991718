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
    r"[{}]|<<?[a-z_ ]+>>?|%[a-z_]+%|%\([a-z_]+\)s|\$\{?[a-z_]{3,}\}?|\*\|[^|]*\|\*|__[a-z_]{3,}__|#[a-z]+_[a-z_]+#"
    r"|\[(?:first|last|full|your|my|our|agent|owner|seller|buyer|client|customer|contact|company|brokerage|sender|recipient"
    r"|name|insert|property|home|house|street|address|city|town|county|state|zip|date|day|time|phone|number|email|price"
    r"|amount|offer|link|url|distress|market|reason)[^\]]*\]",
    re.IGNORECASE,
)
# Case matters here: "none of these" is English, "Hi None" is not. NaN and null are never English.
EMPTY_VALUE = re.compile(r"(?<!\w)(?:None|NaN|NULL|null|undefined|NoneType)(?!\w)")
# A number that is none. In Haitian Creole the same letters mean "in", before a noun: "mwen nan Lakeside Realty".
NAN = re.compile(r"(?<!\w)nan(?!\w)")
NAN_AS_NAME = re.compile(r"[$#]\s*nan(?!\w)|(?<!\w)nan\s*(?:[,.;:!?)%]|$)")
CREOLE = any_of(
    [
        "byenveni",
        "bonjou",
        "bonswa",
        "mwen",
        "nou",
        "pou",
        "yon",
        "kay",
        "reponn",
        "sispann",
        "eske",
        "tanpri",
        "mesi",
        "ekri",
    ]
)
LOREM = any_of([r"lorem", r"ipsum", r"dolor sit amet", r"consectetur", r"insert (?:text|name|address|price|link) here"])

AUTHORITY = (
    r"(?:irs|hud|fha|treasury|government|courts?|courthouse|clerk of (?:the )?court|bank|lender|sheriff(?:'s office)?"
    r"|mortgage (?:company|lender|servicer|department)|tax (?:collector|office|department|assessor)|property appraiser"
    r"|(?:county|city|state|federal) (?:government|office|department|court|clerk|tax|assessor|recorder|attorney))"
)
TALK = r"(?:phone )?(?:call|conversation|discussion|chat|talk)"
RESCUE = r"(?:stop|stops|stopping|halt|prevent|avoid|end|cancel|delay|fix|block|postpone|get (?:you )?out of|out of)"

DECEPTIVE = any_of(
    [
        r"(?:final|last|second|third|legal|urgent|important legal) notice",
        r"notice of (?:default|intent)",
        r"official notice",
        r"court (?:order|notice|papers)",
        rf"on behalf of (?:the |your )?(?:\w+ ){{0,2}}(?:county|city|state|{AUTHORITY})",
        r"(?:county|city|state|government|irs|hud|fha|court) (?:representative|agent|officer|official|inspector)",
        rf"(?:calling|writing|texting|reaching out|contacting you|message|notice|here) from (?:the |your )?"
        rf"(?:\w+ ){{0,2}}{AUTHORITY}",
        r"your (?:bank|lender|mortgage (?:company|lender|servicer)) (?:asked|told|sent|has asked|wants)",
        rf"{AUTHORITY} (?:has |have )?(?:asked|told|sent|instructed|ordered|directed|authorized) (?:us|me) to "
        r"(?:contact|reach|call|write|text|notify|inform|warn|offer|tell|remind|visit)",
        r"this is (?:the )?(?:county|city|state)(?: of|\b(?! \w))",
        rf"(?:this is|we are|i am) (?:the |your |with the )?(?:\w+ ){{0,2}}{AUTHORITY}",
        r"(?:we|i) (?:represent|work (?:for|with)) (?:the |your )?(?:county|government|court|irs|hud|lender|bank)",
        r"government (?:program|approved|relief|sponsored)",
        r"(?:hud|fha|government)[- ]approved",
        r"as (?:we|you and i) (?:discussed|spoke|talked|agreed)",
        rf"(?:per|as per|re|further to|following up on) our (?:last |recent |earlier )?{TALK}",
        r"(?:returning|following up on) your (?:call|voicemail|missed call)",
        r"you promised (?:me|us)",
        r"you (?:won|have been selected|are pre-?selected)",
        rf"{RESCUE} (?:your |the |a |this |any )?(?:\w+ )?"
        r"(?:foreclosure|repossession|eviction|auction|tax (?:sale|deed|lien))",
        rf"{RESCUE} (?:the )?(?:bank|lender|county|sheriff|court) (?:from )?(?:tak|sell|foreclos|auction|evict)\w+",
        r"foreclosure (?:rescue|relief|assistance|prevention|help|bailout|defense)",
        r"(?:save|rescue) (?:your|the) (?:home|house|property|credit|equity)",
        r"keep you in your (?:home|house)",
        r"rescue (?:your|you from)",
        r"(?:detener|parar|evitar|frenar) (?:su |la |el )?(?:ejecucion|foreclosure|embargo|desalojo)",
        r"(?:salvar|salve) su casa",
    ]
)
FAKE_THREAD = re.compile(r"^\s*(?:re|fw|fwd|aw|sv)\s*:", re.IGNORECASE)

GROUPS = (
    r"(?:christian|catholic|jewish|muslim|hindu|white|black|african[- ]american|hispanic|latino|latina|latinx|asian|"
    r"caucasian|american[- ]born|immigrant|foreign)"
)
SURROUNDINGS = (
    r"(?:neighborhood|neighbourhood|area|community|communities|street|block|subdivision|district|suburb|town|location"
    r"|cul[- ]de[- ]sac)s?"
)
FAIR_HOUSING = any_of(
    [
        rf"(?:safe|safer|safest)(?:,? (?:and )?[\w-]+){{0,2}} {SURROUNDINGS}",
        rf"{SURROUNDINGS} (?:is|are|feels?|stays?) (?:\w+ )?(?:safe|safer)",
        r"(?:very|quite|so|really) safe",
        r"safe (?:place|part of town|for (?:kids|children|families|women))",
        r"(?:low|lower|no|little|zero)[- ]crime",
        r"crime[- ]free",
        r"(?:bad|good|nice|better|right) (?:element|kind of people|sort of people|neighbors)",
        r"(?:family|kid|child)[- ](?:friendly|oriented)",
        r"family (?:neighborhood|neighbourhood|community)",
        r"(?:great|good|perfect|ideal) (?:place )?(?:for|to raise) (?:your |the )?(?:kids|children|families|a family)",
        r"(?:raise|raising) (?:a |your )?(?:family|kids|children)",
        r"no (?:kids|children|pets or children)",
        r"(?:perfect|ideal|ideally suited|great|best|suited|suitable|designed|made|good|excellent) for (?:a |an |the )?"
        r"(?:young |growing |new |mature |older |large |small |active |single |married |christian )*"
        r"(?:families|family|couples?|professionals?|singles?|retirees?|retired|empty[- ]nesters?|bachelor(?:ette)?s?"
        r"|newlyweds?|parents?|seniors?|moms?|dads?|mothers?|fathers?|students?|men|women|executives?)",
        r"(?:families|singles|adults|couples|seniors|retirees|men|women|christians) (?:only|preferred|welcome)",
        r"(?:adults?|women|men|male|female)[- ]only",
        r"exclusive (?:\w+ )?(?:neighborhood|neighbourhood|area|community|enclave|street|subdivision|part of town)",
        r"(?:good|great|best|top|excellent|a-rated|top[- ]rated|highly rated)[- ](?:rated )?schools?"
        r"(?: (?:area|district|zone|system)s?)?",
        r"mother[- ]in[- ]law suite",
        r"(?:walking distance|steps|minutes|close|near|nearby|next|walk)(?: to| from)? (?:[\w.']+ )?"
        r"(?:church|synagogue|mosque|temple|parish)e?s?",
        rf"{GROUPS} (?:neighborhood|neighbourhood|community|area|family|families|home|household|buyers?|people)",
        r"(?:integrated|traditional|diverse|ethnic|homogeneous) (?:\w+ )?"
        r"(?:neighborhood|neighbourhood|community|area)",
        r"(?:english|spanish)[- ]speaking (?:\w+ )?(?:only|preferred|neighborhood|community|area|buyers?)",
        r"(?:able[- ]bodied|no wheelchairs?|not handicapped|no disabled|physically fit|mentally ill)",
        r"people like you(?:rself)?",
        r"your (?:kind|type) of people",
        r"no section 8",
        r"(?:not |un)(?:suitable|suited|fit|accessible) for (?:\w+ )?"
        r"(?:wheelchairs?|handicapped|disabled|disability|children|kids|families|seniors|elderly)",
        r"neighbou?rs (?:here )?(?:are|tend to be|seem) (?:\w+ ){0,2}"
        r"(?:professionals?|families|couples|retirees|retired|students"
        r"|young|old|older|friendly|nice|quiet|educated|wealthy|affluent|respectful|good people)",
        r"mature (?:persons?|couples?|adults?|individuals?|neighborhood)",
        r"(?:barrio|zona|area|vecindario|comunidad) (?:muy )?(?:segur[oa]|exclusiv[oa]|familiar)",
        r"(?:ideal|perfect[oa]) para (?:familias|una familia|parejas|jubilados|solteros)",
    ]
)

VALUATION = any_of(
    [
        r"apprais(?:al|als|ed|e|er)",
        r"guarante(?:e|es|ed|eing) (?:[\w$,.-]+ ){0,3}"
        r"(?:price|offer|sale|value|cash|profit|returns?|closing|to sell|to close)",
        r"(?:price|offer|value|profit|amount|payment)s? (?:is |are |we )?(?:100 ?% |fully )?guaranteed?",
        r"(?:we|i) guarantee",
        r"guarantee(?:d|s)? (?:you|your|that|a|an|the)",
        r"worth exactly",
        r"will (?:definitely|certainly) (?:sell|appreciate)",
        r"tasacion",
        r"avaluo",
        r"(?:precio|oferta) garantizad[oa]",
        r"le garantizamos",
    ]
)
NOT_AN_APPRAISAL = any_of([r"not an appraisal", r"no es una tasacion"])

TONE = any_of(
    [
        r"last (?:chance|opportunity|call)",
        r"final (?:chance|opportunity|offer|reminder|call)",
        r"last reminder",
        r"act (?:now|fast|today|quick(?:ly)?|immediately)",
        r"(?:don'?t|do not) (?:miss (?:out|this|it)|wait|delay|lose|let (?:this|it) (?:slip|pass|go))",
        r"(?<!no )(?<!any )(?<!not in a )(?<!in a )hurry",
        r"(?<!nothing )(?<!not )urgent(?:ly)?",
        r"(?:asap|now or never)",
        r"(?:limited|one)[- ]time",
        r"today only",
        r"time is (?:running out|short|of the essence)",
        r"running out of time",
        r"while (?:you|there is) still (?:can|time)",
        r"before (?:someone|somebody|anyone) else",
        r"(?:won'?t|will not) (?:last|wait)(?: long)?",
        r"(?:selling|going|moving) fast",
        r"(?:offer|deal|price|this) (?:expires?|ends?|is gone|runs out)"
        r" (?:today|tonight|tomorrow|soon|at midnight|by \w+|in \d+)",
        r"expires (?:today|tonight|tomorrow|soon|at midnight)",
        r"before it'?s too late",
        r"you(?:'ll| will) regret",
        r"(?:you(?:'ve| have|'re| are)? (?:been |keep |kept )?|stop )ignor(?:e|ing|ed) (?:me|us|my|our)",
        r"you(?:'ve| have) been ignoring",
        r"why (?:are|aren'?t|won'?t|haven'?t|didn'?t|do) you (?:ignor|respon|answer|repl|call)\w*",
        r"(?:i(?:'m| am)|we(?:'re| are)) (?:so |very |really )?(?:disappointed|hurt|offended)",
        r"(?:shame on you|you owe (?:me|us|it)|how could you|it(?:'s| is) your fault|you(?:'ll| will) be sorry)",
        r"you(?:'ll| will| are going to|'re going to) (?:lose|regret|miss out)",
        r"(?:no|without any) choice (?:but|left)",
        r"we(?:'ll| will) be forced to",
        r"after (?:all|everything) (?:i|we)(?:'ve| have)? (?:did|done)",
        r"(?:buyers?|others?|people|owners?|neighbors?) (?:are|is) (?:already )?(?:waiting|lining up|fighting|bidding)",
        r"(?:everyone|everybody) (?:else )?is (?:selling|buying)",
        r"once in a lifetime",
        r"you(?:'re| are) (?:losing|wasting|throwing away)",
        r"you (?:must|have to|need to|had better|better) (?:act|decide|respond|reply|answer|call|sign|sell)",
        r"(?:respond|reply|answer|call|decide|sign) (?:me |us )?(?:immediately|right now|or else|within \d+ hours?)",
        r"(?:what is|what's) wrong with you",
        r"or else",
        r"(?:final|last) (?:message|attempt|text|warning|try)",
        r"clos(?:e|ing) your file",
        r"(?:only|just) (?:one|two|three|a few|\d+) (?:more )?"
        r"(?:(?:spots?|homes?|units?|lots?|slots?|offers?|days?|hours?) )?(?:left|remaining)",
        r"ultima (?:oportunidad|llamada)",
        r"(?:actue|llame|responda|decida) (?:ya|ahora mismo)",
        r"no (?:se lo pierda|espere mas)",
    ]
)
SHOUTING_MARKS = re.compile(r"!\s*!")
CAPITALS_IN_A_ROW = 3

SHORTENERS = any_of(
    [
        r"(?:bit\.ly|tinyurl\.com|goo\.gl|t\.co|ow\.ly|is\.gd|buff\.ly|rebrand\.ly|cutt\.ly|t\.ly|rb\.gy|tiny\.cc|"
        r"shorturl\.at|bl\.ink|s\.id|v\.gd|short\.io|lnkd\.in|adf\.ly|qr\.ae|youtu\.be|wa\.me|tinyurl|bitly\.com|j\.mp"
        r"|tiny\.one|snip\.ly|soo\.gd|clck\.ru|trib\.al|dlvr\.it|shorte\.st|x\.co|mcaf\.ee|fb\.me|amzn\.to|db\.tt|tr\.im"
        r"|shorturl\.com|urlz\.fr|n9\.cl|zpr\.io|u\.to|po\.st|smarturl\.it|qrco\.de|t2m\.io|short\.gy|shrtco\.de)(?:/\S*)?"
    ]
)
QUOTE = r"[\"'“”]?"
OPT_OUT_NOTICE = any_of(
    [
        rf"(?:reply|text|txt|send|respond|answer|msg)(?: with| back)?(?: the word)? {QUOTE}"
        r"(?:stop|unsubscribe|end|quit|cancel|optout)",
        rf"{QUOTE}stop{QUOTE} ?(?:to|2|=|for) ?(?:\w+ )?(?:opt|end|quit|unsub|cancel|stop|no more)\w*",
        rf"(?:responda|responde|envie|envia|conteste|escriba|mande|texto)(?: con)?(?: la palabra)? {QUOTE}"
        r"(?:stop|alto|parar|baja|cancelar)",
        rf"{QUOTE}(?:stop|alto){QUOTE} para (?:no|dejar|cancelar|salir|darse)",
        rf"(?:reponn|voye|ekri)(?: mo)? {QUOTE}(?:stop|sispann|rete)",
        rf"(?:responda|envie|digite)(?: com)? {QUOTE}(?:pare|sair|parar|stop)",
    ]
)
AD_LABEL = any_of(
    [
        r"advertisement",
        r"this (?:\w+ )?is an ad(?:vert)?",
        r"[\[(]ad[\])]",
        r"adv?:",
        r"(?:paid|commercial) (?:message|email|solicitation|communication)",
        r"(?:sponsored|solicitation)",
        r"advertising",
        r"promotional (?:message|email)",
        r"anuncio",
        r"publicidad",
    ]
)
