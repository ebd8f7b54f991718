"""What a column's heading most likely means: the words that other systems put above their exports."""

import re

SEVERAL = frozenset({"phone", "email", "street", "tags", "notes", "locations", "consent_proof"})
PHONE_WORDS = frozenset({"phone", "phones", "mobile", "cell", "cellphone", "telephone", "tel", "landline"})
EMAIL_WORDS = frozenset({"email", "emails"})
ABOUT_A_POINT = frozenset(
    {
        "type", "status", "label", "verified", "bounced", "bounce", "dnc", "opt", "out", "unsubscribed", "score",
        "carrier", "ext", "extension", "count", "id", "valid",
    }
)  # fmt: skip
QUALIFIERS = frozenset(
    {
        "owner", "contact", "client", "lead", "customer", "person", "buyer", "seller", "prospect", "primary", "mailing",
        "mail", "property", "situs", "current", "home", "site", "your", "the", "1", "code",
    }
)  # fmt: skip
PHRASES: dict[str, tuple[str, ...]] = {
    "name": ("name", "names", "full name", "fullname", "display name", "contact", "client", "lead", "customer", "owner",
             "buyer", "seller", "prospect", "person"),
    "first_name": ("first name", "first", "firstname", "given name", "fname", "forename"),
    "last_name": ("last name", "last", "lastname", "surname", "family name", "lname"),
    "phone": ("number",),
    "street": ("address", "street", "street address", "address street", "address 1", "address 2", "address line",
               "address line 1", "address line 2", "street name", "street 1", "street 2", "unit", "apt", "suite",
               "addr", "addr1", "addr2"),
    "city": ("city", "town", "municipality"),
    "state": ("state", "st", "province", "state province", "region"),
    "county": ("county",),
    "postal_code": ("zip", "zipcode", "postal", "postcode", "postal zip", "zip postal", "zip 5"),
    "price": ("price", "budget", "price range", "price point", "budget range", "target price", "asking price",
              "list price", "desired price", "home value", "estimated value", "value", "purchase price"),
    "price_min": ("min price", "minimum price", "price min", "budget min", "min budget", "price from", "lowest price",
                  "price low", "minimum budget"),
    "price_max": ("max price", "maximum price", "price max", "budget max", "max budget", "price to", "highest price",
                  "price high", "maximum budget"),
    "timeline": ("timeline", "time line", "timeframe", "time frame", "buying timeframe", "selling timeframe",
                 "buying timeline", "selling timeline", "purchase timeframe", "moving timeline", "when", "move date",
                 "move in date", "target move date", "urgency"),
    "kind": ("type", "kind", "role", "category", "lead type", "contact type", "client type", "buyer seller",
             "buyer or seller", "lead category"),
    "segment": ("segment", "persona", "buyer type"),
    "source": ("source", "origin", "channel", "lead source", "referral source", "marketing source", "campaign",
               "utm source", "how did you hear about us"),
    "tags": ("tag", "tags", "label", "labels", "group", "groups", "list", "lists", "keywords"),
    "notes": ("note", "notes", "comment", "comments", "message", "messages", "description", "background", "remarks",
              "inquiry", "details"),
    "locations": ("location", "locations", "area", "areas", "neighborhood", "neighborhoods", "neighbourhood",
                  "community", "preferred areas", "preferred area", "target area", "target areas", "desired area",
                  "desired location", "preferred location", "preferred city", "preferred cities", "search area"),
    "property_type": ("property type", "home type", "house type", "property style", "home style"),
    "beds": ("bed", "beds", "br", "bedroom", "bedrooms", "min beds", "min bedrooms", "number of bedrooms", "beds min"),
    "consent": ("consent", "sms consent", "text consent", "marketing consent", "tcpa consent", "email consent",
                "phone consent", "opt in", "opted in", "sms opt in", "email opt in", "marketing opt in",
                "marketing permission", "permission", "consent given"),
    "consent_wording": ("consent wording", "consent text", "consent language", "disclosure", "disclosure text",
                        "opt in text", "consent statement"),
    "consent_given_at": ("consent date", "consent time", "consent timestamp", "consent given at", "consent at",
                         "opt in date", "opt in timestamp", "opted in at"),
    "consent_proof": ("consent proof", "consent ip", "consent url", "consent page", "ip", "ip address", "opt in ip",
                      "landing page", "form url", "opt in url"),
}  # fmt: skip
MEANING = {phrase: field for field, phrases in PHRASES.items() for phrase in phrases}


def guess(header: list[str]) -> dict[str, str]:
    """Return a field for each column, empty where none fits. A field that takes one column gets the first."""
    mapping: dict[str, str] = {}
    taken: set[str] = set()
    for column in header:
        field = field_of(column)
        if field in taken and field not in SEVERAL:
            field = ""
        taken.add(field)
        mapping[column] = field
    if {"first_name", "last_name"} <= taken:
        mapping = {column: "" if field == "name" else field for column, field in mapping.items()}
    return mapping


def field_of(column: str) -> str:
    """Return the field that a heading stands for, or an empty word: “Owner 1 E-Mail” is an email."""
    words = _words(column)
    phrase = " ".join(words)
    if phrase in MEANING:
        return MEANING[phrase]
    known = set(words)
    if known & (PHONE_WORDS | EMAIL_WORDS):
        return "" if known & ABOUT_A_POINT else "phone" if known & PHONE_WORDS else "email"
    return MEANING.get(" ".join(word for word in words if word not in QUALIFIERS), "")


def _words(column: str) -> list[str]:
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=[0-9])", " ", column)
    folded = re.sub(r"[^a-z0-9]+", " ", apart.lower())
    return re.sub(r"\be mail\b", "email", folded).split()
