"""Addresses of outreach."""

from django.urls import path

from outreach.views import calls, composer, decisions, files, inbox, mail, reach, simulator, trying, unsubscribe
from outreach.webhooks import texts, voice

app_name = "outreach"
urlpatterns = [
    path("unsubscribe/<str:token>/", unsubscribe.unsubscribe, name="unsubscribe"),
    path("webhooks/twilio/sms/", texts.inbound_sms, name="twilio-sms"),
    path("webhooks/twilio/status/", texts.message_status, name="twilio-status"),
    path("webhooks/twilio/voice/", voice.inbound_call, name="twilio-voice"),
    path("webhooks/twilio/voice/missed/", voice.missed, name="call-missed"),
    path("webhooks/twilio/voice/done/", voice.done, name="call-done"),
    path("webhooks/twilio/voice/ready/<str:token>/", voice.ready, name="call-ready"),
    path("webhooks/twilio/voice/after/<str:token>/", voice.after, name="call-after"),
    path("webhooks/twilio/voice/keys/<str:token>/", voice.keys, name="call-keys"),
    path("webhooks/twilio/recording/", voice.recording, name="recording"),
    path("files/<int:pk>/", files.file, name="file"),
    path("files/open/<str:token>/", files.public, name="file-public"),
    path("people/<int:pk>/call/", calls.call, name="call"),
    path("inbox/", inbox.index, name="inbox"),
    path("inbox/<int:pk>/", inbox.conversation, name="conversation"),
    path("inbox/<int:pk>/words/", inbox.words, name="conversation-words"),
    path("inbox/<int:pk>/earlier/", inbox.earlier, name="conversation-earlier"),
    path("inbox/<int:pk>/take-over/", inbox.take_over, name="conversation-take-over"),
    path("inbox/<int:pk>/return/", inbox.give_back, name="conversation-return"),
    path("inbox/<int:pk>/note/", inbox.note, name="conversation-note"),
    path("inbox/<int:pk>/rest/", inbox.rest, name="conversation-rest"),
    path("inbox/<int:pk>/decide/", inbox.decide, name="conversation-decide"),
    path("messages/<int:pk>/take-back/", composer.take_back, name="message-take-back"),
    path("people/<int:pk>/message/", composer.composer, name="composer"),
    path("people/<int:pk>/message/count/", composer.count, name="composer-count"),
    path("people/<int:pk>/message/waiting/", composer.waiting, name="composer-waiting"),
    path("people/<int:pk>/message/send/", composer.send, name="composer-send"),
    path("decisions/", decisions.index, name="decisions"),
    path("decisions/<int:pk>/", decisions.decision, name="decision"),
    path("people/<int:pk>/hours/", reach.clock, name="clock"),
    path("people/<int:pk>/reach/", reach.reach, name="reach"),
    path("people/<int:pk>/points/<int:point>/stop/", reach.stop, name="reach-stop"),
    path("people/<int:pk>/points/<int:point>/consent/", reach.consent, name="reach-consent"),
    path("simulator/", simulator.index, name="simulator"),
    path("simulator/<int:pk>/", simulator.phone, name="simulator-phone"),
    path("simulator/<int:pk>/answer/", simulator.answer, name="simulator-answer"),
    path("simulator/<int:pk>/clock/", simulator.move_clock, name="simulator-clock"),
    path("mail/", mail.index, name="mail"),
    path("mail/<int:pk>/", mail.letter, name="mail-letter"),
    path("settings/sending/test/", trying.sending, name="settings-sending"),
]
