"""What the people of the demo say. What a reply means is never written here: the product's own reading decides."""

SAYS: dict[str, tuple[str, ...]] = {
    "meet": (
        "Yes! Could we see it on Saturday morning?",
        "Can I tour the house this weekend?",
        "I would love to see the place on Thursday after work",
        "Can you call me tonight? I have a few things to go over",
        "Are you free tomorrow around 4?",
        "We want to schedule a showing for the three bedroom one",
    ),
    "interest": (
        "Yes I'm interested, please send me more details",
        "Sounds good, tell me more about it",
        "That looks great, we like the big yard",
        "Definitely interested. We are pre-approved up to 450k",
        "Please send me more like this one",
        "Yes still interested, sorry for the slow answer",
    ),
    "question": (
        "How old is the roof at {home}?",
        "Does it have a garage?",
        "How big is {home}?",
        "How many bedrooms does {home} have?",
        "Is {home} still available?",
        "What is the price of {home} now?",
    ),
    "doubt": (
        "It is a bit over our budget right now",
        "I already talked to another agent last month",
        "Not sure we want to move before summer",
        "The commission seems high to me",
    ),
    "thanks": ("Ok thanks", "Thank you!", "Got it, thanks", "Ok great"),
    "no": (
        "No thanks, not interested",
        "We decided to stay where we are, thank you",
        "Not looking anymore, but thanks",
        "We bought something already",
    ),
    "stop": ("STOP", "Stop texting me please", "Please remove me from your list", "unsubscribe"),
    "unclear": ("hmm let me think about the thing with my brother", "maybe after the hurricane thing", "?"),
}

WRITES: dict[str, tuple[str, ...]] = {
    "answer": (
        "Happy to help, {first}. I have it in front of me and will send you what I found within the hour.",
        "Good question, {first}. I checked with the listing office and it is as described. Shall we go and look?",
        "Of course, {first}. Would Thursday at 5 or Saturday at 10 suit you better?",
        "Thank you, {first}. I put three homes together for you; tell me which one to open first.",
    ),
    "confirm": (
        "You are in my book for {when}, {first}. I will meet you at the front door.",
        "See you {when}, {first}. Parking is on the street.",
    ),
    "follow": (
        "It was good to meet you, {first}. Which of the rooms would you change first?",
        "{first}, I wrote down what you liked. Two new ones match it; shall I send them?",
    ),
}

NOTES = (
    "Prefers evenings. Works shifts at the port.",
    "Wants a fenced yard for two dogs.",
    "Lease ends in three months, not in a hurry yet.",
    "Comparing two lenders, should hear back next week.",
    "Asked for homes without an association.",
    "Needs to sell first; wants both closings in one week.",
    "Liked the kitchen, found the street too busy.",
    "Would rather text than talk.",
)
TALKED = (
    "Went over the search: area, budget and timing.",
    "Talked about financing and what comes first.",
    "Walked through what a sale would net.",
    "Agreed to look at two homes together.",
)
TASKS = (
    "Send the lender list to {name}",
    "Pull recent sales for {name}",
    "Ask {name} about the inspection date",
    "Call {name} back about the disclosures",
    "Order the sign for {name}",
    "Send {name} the net sheet",
)
ASKED = (
    "Looking for a home in {area}, up to {price}.",
    "Saw a listing in {area} and would like to know more.",
    "First home, {area} or nearby.",
)
ASKED_TO_SELL = ("What could our home in {area} sell for?", "Thinking of selling this spring.")
WORDING = (
    "I agree that {brokerage} may send me marketing calls, texts and emails about real estate at this number and "
    "address, also by automated means. Consent is not a condition of any purchase."
)
