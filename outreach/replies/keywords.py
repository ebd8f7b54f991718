"""Single words and signs that mean something when they stand alone, in plain text (``normalise.words``)."""

# A message that is only this word (polite words aside) is an opt-out; the provider knows just the first eight.
KEYWORDS = frozenset(
    [
        "stop",
        "stopall",
        "unsubscribe",
        "cancel",
        "end",
        "quit",
        "optout",
        "revoke",
        "stop all",
        "opt out",
        "opt me out",
        "unsub",
        "remove",
        "remove me",
        "unsubscribe me",
        "stop it",
        "stop this",
        "stop that",
        "no more",
        "leave me alone",
        "go away",
        "cease",
        "discontinue",
        "blocked",
        "quitar",
        "rmv me",
        "rmv",
        "stp",
        "desist",
        "cease and desist",
        "end this",
        "quit it",
        "cancel all",
        "stop everything",
        "do not contact",
        "do not text",
        "do not call",
        "delete me",
        "take me off",
        "block me",
        "alto",
        "parar",
        "pare",
        "paren",
        "basta",
        "baja",
        "dar de baja",
        "cancelar",
        "detener",
        "detengase",
        "no mas",
        "ya basta",
        "deje",
        "suspender",
        "eliminar",
        "arret",
        "arrete",
        "rete",
        "sispann",
        "kite m",
        "ase",
        "pa ekri m",
        "sair",
        "parem",
        "para",
        "chega",
        "descadastrar",
        "cancele",
    ]
)
# As one clause among others ("Who is this? STOP") only the plain ones count; the rest is looked at by a person.
CLAUSE_KEYWORDS = frozenset(
    [
        "stop",
        "stopall",
        "unsubscribe",
        "optout",
        "opt out",
        "unsub",
        "remove me",
        "unsubscribe me",
        "stop all",
        "leave me alone",
        "no more",
        "stop it",
        "opt me out",
        "stop this",
        "alto",
        "sispann",
        "basta",
        "ya basta",
        "no mas",
        "take me off",
        "delete me",
    ]
)
CLAUSE_DOUBTFUL = frozenset(
    ["quit", "end", "cancel", "revoke", "remove", "go away", "parar", "pare", "cancelar", "baja", "rete", "sair"]
)

HELP = frozenset({"help", "info", "ayuda", "ajuda", "helpme", "informacion"})
OPT_IN = frozenset({"start", "unstop"})
YES = frozenset({"yes", "y", "si", "wi", "sim", "yeah", "yep"})

DIGITS_FOR_LETTERS = str.maketrans("0135", "oies")  # "st0p", as it is written to get past filters
STOP_SIGNS = frozenset("🛑⛔🚫✋🔕")
RUDE_SIGNS = frozenset("🖕🤬")

# One typo away from these, a one-word message is taken for them, unless it is a word of its own.
TYPO_TARGETS = ("stop", "stopall", "unsubscribe", "cancel", "revoke", "optout", "remove", "quit")
REAL_WORDS = frozenset(
    [
        "shop",
        "step",
        "top",
        "stops",
        "stoop",
        "strop",
        "slop",
        "atop",
        "stomp",
        "sop",
        "stow",
        "stot",
        "quiet",
        "quite",
        "quilt",
        "suit",
        "quid",
        "quits",
        "cancer",
        "cancels",
        "removed",
        "remote",
        "remover",
        "removes",
        "revoked",
        "soon",
        "spot",
        "post",
        "store",
        "story",
        "stock",
        "study",
        "sold",
        "evoke",
        "invoke",
    ]
)
