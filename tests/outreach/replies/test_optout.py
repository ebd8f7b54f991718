"""Opt-out first: what counts as "stop", for what, and what only looks like it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.replies.optout import PAUSES, InboundIntent, classify

ASKS_TO_STOP = [
    "Stop.",
    "stop texting me!!",
    "Stop texting",
    "pls stop",
    "STOP ALL",
    "Stopppp",
    "stop messaging this number",
    "please do not text me again",
    "dont text me",
    "Do not call or text me ever again",
    "do not contact me",
    "no more texts please",
    "quit sending me these texts",
    "take me off your list",
    "remove my number from your system",
    "Please remove me from your mailing list",
    "delete my info",
    "i want to unsubscribe",
    "how do i unsubscribe from this",
    "unsubscribed",
    "opt me out",
    "I'd like to opt out",
    "I don't want to receive these messages anymore",
    "I never want to hear from you again",
    "leave us alone",
    "lose this number",
    "fuck off",
    "go away",
    "I revoke my consent",
    "I never gave you permission to text me",
    "I'm on the do not call list",
    "put me on your do not call list",
    "I asked you to stop",
    "I told you to stop. Stop!",
    "Who is this? stop",
    "can you please not text me anymore",
    "get me off this list",
    "this is my third time asking, remove me",
    "could you stop calling me",
    "you guys need to stop texting me",
    "cancel my subscription",
    "s.t.o.p",
    "STOP\u200b",
    "no me escriba más",
    "no me llamen",
    "No quiero más mensajes",
    "deje de escribirme",
    "quítenme de su lista",
    "dame de baja",
    "borre mi número",
    "ya no me mande mensajes",
    "déjeme en paz",
    "no me contacte más",
    "sispann voye mesaj ban mwen",
    "pa ekri m ankò",
    "retire m nan lis la",
    "kite m trankil",
    "mwen pa vle mesaj",
    "pare de me mandar mensagens",
    "não me envie mais mensagens",
    "me tire da lista",
    "não quero receber mensagens",
    "Please discontinue all messages",
    "I no longer wish to receive these",
    "dont txt me",
    "Stop txting me",
    "do NOT text",
    "end all communication",
    "I'm blocking you",
    "leave me tf alone",
    "stop w the texts",
    "not interested please remove",
    "I'm not selling so please stop asking",
    "me remova da sua lista",
    "me deixe em paz",
]

ORDINARY = [
    "Stop by at 5 if you can",
    "can you stop by the house tomorrow?",
    "The bus stop is right outside",
    "I can't stop looking at the photos",
    "Don't stop sending me listings!",
    "What is a quit claim deed?",
    "We close at the end of June",
    "Let's cancel the inspection and rebook",
    "Is the price final?",
    "Why don't you call me tomorrow",
    "If you don't text me by noon I'll assume no",
    "You never called me back",
    "No need to call back, I got the answer",
    "We don't need a garage",
    "I don't want it to be too far from work",
    "I'll ask my attorney to review the contract",
    "Remove the lockbox after the showing please",
    "Take the sign off the lawn",
    "Can we stop at the second house too?",
    "I need to end my lease first",
    "El precio es alto",
    "¿Para cuándo sería la visita?",
    "Me interesa, llámeme",
    "Mwen enterese",
    "Tenho interesse",
    "yes",
    "ok",
    "no",
    "maybe next year",
    "3 bedrooms, under 400k",
    "call me after 5",
    "Loved the second one",
    "Text me the address",
    "Sounds good, see you Saturday",
    "I'm trying to stop paying rent",
    "Please don't send me anything over 500k",
    "I'm not ready to stop looking",
    "My budget is 450k and we are preapproved",
]


@pytest.mark.parametrize("text", ASKS_TO_STOP)
def test_t37_whoever_asks_to_stop_is_opted_out(text):
    assert classify(text).intent is InboundIntent.OPT_OUT


@pytest.mark.parametrize("text", ORDINARY)
def test_t37_what_only_looks_like_it_is_not(text):
    assert classify(text).intent is InboundIntent.NOT_OPT_OUT


@pytest.mark.parametrize(
    "text",
    [
        "STOP 12345",
        "Cancel",
        "stop it already",
        "don't call me before 9am",
        "I'm calling the police",
        "This person is deceased",
        "get lost",
    ],
)
def test_doubt_pauses_until_a_person_looks(text):
    assert classify(text).intent in PAUSES


@pytest.mark.parametrize(
    ("text", "channel", "scope"),
    [
        ("STOP", "sms", "phone"),
        ("STOP", "voice", "phone"),
        ("unsubscribe", "email", "email"),
        ("stop texting me", "sms", "phone"),
        ("stop contacting me", "sms", "all"),
        ("take me off your list", "email", "all"),
        ("stop emailing me", "sms", "email"),
        ("don't call me, texting is fine", "sms", "calls"),
        ("please don't text me, call me instead", "sms", "sms"),
        ("quítenme de su lista", "sms", "all"),
    ],
)
def test_the_scope_is_as_wide_as_the_words(text, channel, scope):
    result = classify(text, channel=channel)

    assert (result.intent, result.scope) == (InboundIntent.OPT_OUT, scope)


@pytest.mark.parametrize(
    "text",
    [
        "wrong number",
        "sorry you have the wrong person",
        "número equivocado",
        "move nimewo",
        "pessoa errada",
        "there's no Maria at this number",
        "nobody here by that name",
    ],
)
def test_wrong_numbers_are_suppressed_as_phone(text):
    result = classify(text)

    assert (result.intent, result.scope) == (InboundIntent.WRONG_NUMBER, "phone")


@pytest.mark.parametrize(
    "text",
    [
        "not interested",
        "No thank you",
        "we already sold the house",
        "already have an agent",
        "we bought one last week",
        "I'm not selling",
        "no me interesa",
        "pa enterese",
        "não tenho interesse",
    ],
)
def test_a_polite_no_ends_the_campaign_only(text):
    assert classify(text).intent is InboundIntent.STOP_CAMPAIGN


@pytest.mark.parametrize(
    "text", ["not interested in condos, only houses", "not interested in that one, what else is there?"]
)
def test_declining_one_home_is_no_goodbye(text):
    assert classify(text).intent is InboundIntent.NOT_OPT_OUT


@pytest.mark.parametrize(
    ("text", "state", "intent"),
    [
        ("start", "opted_out", "opt_in"),
        ("UNSTOP", "opted_out", "opt_in"),
        ("YES", "awaiting_opt_in", "opt_in"),
        ("YES", "opted_out", "not_opt_out"),
        ("start over with the search", "active", "not_opt_out"),
        ("info", "active", "help"),
        ("can you help me sell", "active", "not_opt_out"),
    ],
)
def test_opt_in_and_help_are_whole_messages(text, state, intent):
    assert classify(text, state=state).intent == intent


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        (
            "Sounds great!\n\nOn Tue, Jul 14, 2026 Dana wrote:\n> Reply STOP to opt out\n> Unsubscribe: https://x.example",
            "not_opt_out",
        ),
        ("On Tue, Jul 14, 2026 Dana wrote:\n> New homes for you\n\nPlease stop emailing me", "opt_out"),
        ("Yes please\n--\nSTOP Realty Group\nunsubscribe", "not_opt_out"),
        ("Perfect\nSent from my iPhone", "not_opt_out"),
        ("Emphasized “Reply STOP to opt out”", "not_opt_out"),
        ("👍 to “Reply STOP to opt out”", "not_opt_out"),
        ("El mar, 14 jul 2026, Dana escribió:\n> Responda STOP\n\nGracias", "not_opt_out"),
        ("Thanks\n\n-----Original Message-----\nFrom: Dana\nReply STOP", "not_opt_out"),
    ],
)
def test_our_own_quoted_footer_is_not_their_wish(text, intent):
    assert classify(text, channel="email").intent == intent


@given(st.sampled_from(["stop", "unsubscribe", "please stop", "stop texting me"]), st.data())
def test_spelling_tricks_do_not_hide_an_opt_out(words, data):
    tricks = {"o": "о", "e": "е", "s": "ｓ", "t": "Т", "p": "𝐩"}
    text = "".join(
        tricks.get(letter, letter) if data.draw(st.booleans()) else data.draw(st.sampled_from([letter, letter.upper()]))
        for letter in words
    )
    wrapped = data.draw(st.sampled_from(["{}", "  {}  ", "{}!!!", "“{}”", "{}\u200b", "{}."])).format(text)

    assert classify(wrapped).intent is InboundIntent.OPT_OUT


@given(st.text(max_size=300))
def test_any_text_at_all_gets_an_answer(text):
    assert classify(text).intent in set(InboundIntent)
