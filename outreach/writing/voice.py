"""What a carrier is told to say and do on the phone, in its own language (TwiML). Pure.

An automated call says who calls at its beginning, and takes a refusal by key throughout (47 CFR 64.1200(b)). Nothing
is recorded before everybody on the line was told (Fla. Stat. 934.03; REC-1).
"""

from twilio.twiml.voice_response import VoiceResponse

VOICE = "Polly.Joanna"
STOP_KEY = "9"
PAUSE_SECONDS = 3
RING_SECONDS = 20
LONGEST_WORDS = 120  # seconds that a caller may speak into the mailbox
STOPPED = "You will get no more calls or texts from us. Goodbye."
ANNOUNCED = "This call may be recorded."


def spoken(words: str, *, brand: str, number: str) -> str:
    """Return the words of an automated call or a voicemail: who calls, why, and how to refuse.

    Args:
        number: ours, as people say it; whoever finds the message in a mailbox refuses by calling it.
    """
    named = words if brand.casefold() in words.casefold() else f"This is {brand}. {words}"
    way_out = f"To get no more calls, press {STOP_KEY} now, or call {number}."
    return named if way_out in named else f"{named.rstrip()} {way_out}"


def automated(words: str, *, keys_url: str) -> str:
    """Return what happens on an automated call: the words, twice, with the key for a refusal heard all along."""
    response = VoiceResponse()
    ears = response.gather(input="dtmf", num_digits=1, timeout=PAUSE_SECONDS, action=keys_url, method="POST")
    for _ in range(2):
        ears.say(words, voice=VOICE)
        ears.pause(length=1)
    response.hangup()
    return str(response)


def after_key(*, stopped: bool) -> str:
    """Return what is said once a key was pressed."""
    response = VoiceResponse()
    if stopped:
        response.say(STOPPED, voice=VOICE)
    response.hangup()
    return str(response)


def ready(name: str, *, url: str) -> str:
    """Ask our own person to press a key before the lead is dialled: their mailbox would not."""
    response = VoiceResponse()
    ears = response.gather(input="dtmf", num_digits=1, timeout=8, action=url, method="POST")
    ears.say(f"Press any key to call {name}.", voice=VOICE)
    response.hangup()
    return str(response)


def join(number: str, *, caller: str, after_url: str) -> str:
    """Dial a number and join the two. Calls that we make are not recorded: nobody could be told in time."""
    response = VoiceResponse()
    dial = response.dial(caller_id=caller, timeout=RING_SECONDS, action=after_url, method="POST")
    dial.number(number)
    return str(response)


def refuse(words: str) -> str:
    """Say why nobody is dialled, and hang up."""
    response = VoiceResponse()
    response.say(words, voice=VOICE)
    response.hangup()
    return str(response)


def answer(brand: str, *, agent_number: str, caller: str, after_url: str, recording_url: str, records: bool) -> str:
    """Put a caller through to an agent; after twenty seconds ``after_url`` takes over.

    Args:
        recording_url: where news of the recording go.
        records: record the two. The caller is told before the agent is dialled.
    """
    response = VoiceResponse()
    response.say(f"Thank you for calling {brand}." + (f" {ANNOUNCED}" if records else ""), voice=VOICE)
    recording = {"record": "record-from-answer-dual", "recording_status_callback": recording_url} if records else {}
    dial = response.dial(timeout=RING_SECONDS, action=after_url, method="POST", caller_id=caller, **recording)
    dial.number(agent_number)
    return str(response)


def take_words(brand: str, *, done_url: str, recording_url: str) -> str:
    """Let a caller speak into our mailbox, told that it is recorded."""
    response = VoiceResponse()
    words = f"You have reached {brand}. Nobody is free right now. Your message is recorded after the tone."
    response.say(words, voice=VOICE)
    response.record(
        max_length=LONGEST_WORDS, play_beep=True, action=done_url, method="POST", timeout=5,
        recording_status_callback=recording_url,
    )  # fmt: skip
    response.hangup()
    return str(response)


def goodbye() -> str:
    """End the call."""
    response = VoiceResponse()
    response.hangup()
    return str(response)
