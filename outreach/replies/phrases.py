"""Words by which people ask to be left alone, in English, Spanish, Haitian Creole and Portuguese.

All patterns read plain text (``normalise.words``): lower case, no accents, no apostrophes, single spaces.
"""

import re
from re import Pattern


def phrases(*parts: str) -> Pattern[str]:
    """Return one pattern that finds any of the parts at word borders."""
    return re.compile(r"\b(?:" + "|".join(parts) + r")\b")


REACH = (
    r"(?:text|txt|message|msg|messag|contact|call|e?mail|write|writ|bother|bug|harass|spam|pester|phon|ring"
    r"|sms|solicit|reach)"
    r"(?:e?ing|in|e|s)?(?: out)?"
)
ING = (
    r"(?:text|txt|messag|message|msg|contact|call|e?mail|writ|bother|bugg|harass|spamm?|pester|phon|ring|solicit"
    r"|reach)in[g]?"
)
MESSAGE_NOUNS = (
    r"(?:texts?|messages?|msgs?|texting|messaging|e?mails?|calls?|calling|sms|spam|junk mail|ads?"
    r"|advertisements?|updates?|alerts?"
    r"|notifications?|newsletters?|promos?|promotions?|promotional|solicitations?|solicitation|reminders?"
    r"|robocalls?|mailings?|communications?|correspondence|offers?)"
)
MESSAGES = rf"(?:{MESSAGE_NOUNS}|stuff|things?|anything|this|these|that|those|it|junk|crap|shit|bs|garbage|nonsense)"
LISTS = r"(?:mail\w*|call\w*|text\w*|contact|e?mail|marketing|distribution|phone|spam|subscriber|sms)"
LIST_NOUNS = (
    r"(?:lists?|databases?|systems?|contacts|records|files|mailings?|emails?|texts?|messages?|campaigns?"
    r"|distribution|group text|group|thread)"
)
ME_OR_MINE = (
    r"(?:me|us|my (?:number|name|info|information|phone|e?mail|data|contact|address|details|account|records?"
    r"|cell)(?: \w+)?|this number)"
)
NO_WAYS = r"contact|calls|calling|texts|texting|e?mails|messages|solicit\w*|spam|communications?"
FROM_US = (  # what one opts out of, when it is us
    r"(?:lists?|texts?|texting|messag\w*|e?mails?|calls?|sms|campaigns?|marketing|communicat\w*|these|those|alerts?|updates?"
    r"|notifications?|newsletters?|everything|all|your|receiving|getting|future|further|any)\b"
)
NOT_THEM = (
    r"(?<!you )(?<!u )(?<!they )(?<!i )(?<!we )(?<!he )(?<!she )"  # "you never call me" complains, it does not ask
)
OFF_LIST = r"(?:from|off|off of|out of|in|on) (?:\w+ ){0,3}"

ASK_TO_STOP = phrases(
    rf"(?:stop|quit|cease|cut out)(?: \w+)? {ING}(?! (?:for|at|to))",
    rf"(?:stop|quit|cease)(?: (?:with|w|all|the|your|ur|these|those|sending|sendin|me|us|my|any|future"
    rf"|further|receiving|getting))*"
    rf" {MESSAGE_NOUNS}",
    rf"(?:stop|quit) send(?:ing|in)(?: me| us)? (?:{MESSAGES})",
    r"(?:stop|quit) (?:sending|sendin)(?: me| us)?$",
    r"(?:stop|quit) blowing up (?:my|our) phone",
    r"stop bothering",
    r"(?:stop|quit) (?:asking|trying|reaching out|hounding|badgering|following up)(?: me| us)?$",
    rf"(?:discontinue|terminate|halt|end|cease)(?: (?:all|any|your|the|these|this|further|future|sending))*"
    rf" {MESSAGE_NOUNS}",
    r"no longer (?:wish|want|care|wanna|desire)(?: to)? (?:receive|get|hear|be contacted)",
    rf"^(?:please |pls )?(?:do not|dont)(?: ever)? (?:{REACH})$",
    r"(?:blocking|blocked|gonna block|going to block|will block|ill block) (?:you|u|this|your)",
    r"(?:youre|you are|ur|number is|you have been) blocked",
    r"(?:please|pls|plz|asap) (?:remove|delete)$",
    r"^(?:you |u |can you |could you |will you |would you )?(?:stop|quit) (?:it|this|that|them|these"
    r"|those)(?: right)?$",
    r"^stop right$",
    r"\bbut (?:please |pls |just )?stop$",
    r"^(?:lol|lmao|haha|nah|bro|dude|wow|omg|ugh|seriously|whatever) (?:just |please )?stop$",
    r"make (?:it|this|these|them) stop$",
    rf"{NOT_THEM}(?:do not|dont|dnt|never)(?: ever| you| u| try to| want you to)* (?:{REACH})(?: (?:or|and"
    rf"|nor) (?:{REACH}))* (?:me|us|my|this|here|anymore|again)(?! back)",
    rf"(?:can|could|would|will|please|pls)(?: you| u)?(?: please)? not (?:{REACH})(?: (?:or"
    rf"|and) (?:{REACH}))* (?:me|us|here|anymore|again)",
    rf"(?:no need|need not|have no right) to (?:{REACH})(?: me| us)? (?:anymore|again|any more)",
    rf"(?:do not|dont|dnt|never) (?:ever )?send(?:ing)?(?: (?:me|us|any|more|anymore|these|those|another"
    rf"|your|out|further))+ {MESSAGE_NOUNS}",
    r"(?:do not|dont|never) (?:ever )?send(?:ing)? (?:me|us) (?:anything|anymore|any more|this|these|stuff|things)"
    r"(?! (?:over|above|under|below|that|with|without|in|on|more|less|outside|until|like|but|except))",
    rf"(?:do not|dont|never|not) (?:want|wanna|wish|need|like|appreciate|asked for|ask for|sign up for"
    rf"|signed up for|wanting)"
    rf"(?: (?:to|get|getting|receive|receiving|any|more|your|ur|these|those|this|from|you|u|further|all"
    rf"|anymore|other|such|marketing|sales))*"
    rf" {MESSAGE_NOUNS}",
    r"(?:do not|dont|never|not) (?:want|wanna|wish|like|care)(?: to)? (?:be|being) (?:contacted|texted"
    r"|called|messaged|emailed|bothered|solicited|on)",
    r"(?:do not|dont|never) (?:ever )?(?:want to |wanna |wish to |care to "
    r"|need to )?hear(?:ing)? from (?:you|u|this|your|anyone|any of you)",
    rf"no (?:more|further) (?:\w+ )?{MESSAGE_NOUNS}",
    rf"(?:take|get|keep|remove|delete|drop|scratch|cross|scrub|leave|strike"
    rf"|pull) {ME_OR_MINE} {OFF_LIST}(?:{LISTS} )?{LIST_NOUNS}",
    rf"(?:take|get|keep|leave) {ME_OR_MINE} off$",
    rf"(?:remove|delete|erase|unsubscribe|exclude) {ME_OR_MINE}$",
    rf"{ME_OR_MINE} (?:removed|deleted|taken off|off) {OFF_LIST}(?:{LISTS} )?{LIST_NOUNS}",
    r"(?:be|get) (?:removed|taken off|unsubscribed)",
    r"(?:remove|delete|erase|lose|forget|trash|scrub|loose) (?:my|this|the|our) (?:phone |cell "
    r"|mobile )?(?:number|num|digits|contact|info|information|data)",
    r"(?:please|pls|plz) (?:remove|delete|unsubscribe) (?:me|us)(?! (?:from|to) (?:the )?(?:flight"
    r"|waitlist|reservation|showing|tour|appointment|meeting))",
    r"leave (?:me|us) (?:\w+ )?(?:alone|be$|in peace)",
    r"let me be$",
    r"(?:fuck|piss|bug|back|buzz|f|eff) off",
    r"^(?:just )?go away",
    r"un ?subscri\w*",
    r"unsub",
    r"desubscri\w*",
    rf"opt(?:ed|ing)? ?(?:me |us )?out(?! of (?!this$|it$|that$)(?:the |this |that |my |our |a )?(?!{FROM_US}))",
    r"optout",
    r"no more of (?:this|these|that|those)",
    r"(?:how many times|have to say|i (?:already )?said|(?:already|i) told you(?: \w+)? to)(?: \w+){0,4} stop$",
    rf"(?:dont|do not|no longer) (?:want|wish|need|care)(?: to)? (?:receive|receiving|getting|get)(?: any| more| of)*"
    rf" (?:these|those|them|marketing|advertising|{MESSAGE_NOUNS})",
    rf"cancel(?: all| my| the| your| any| these| those)+ {MESSAGE_NOUNS}",
    r"(?:cease|end|discontinue)(?: all| any| further| future)* contact",
    rf"^(?:please )?no (?:further |more )?(?:{NO_WAYS})(?: (?:or|and|no) (?:{NO_WAYS}))*(?: please| are wanted)?$",
    rf"refrain from (?:\w+ ){{0,2}}(?:{ING}|contact)",
    rf"(?:dont|do not) (?:you |u )?(?:dare|even|ever)(?: to)? (?:{REACH})",
    r"(?:you|u|youre|ur|you are|number is|this is) (?:getting|being|going to be|gonna be) blocked",
    rf"(?:appreciate|prefer|rather|like)(?: it)?(?: if)?(?: you| u)? (?:didnt|did not|dont|do not|not|never|no longer"
    rf"|stopped)(?: to| be| to be| ever)* (?:(?:{REACH}|{ING}) (?:me|us|my|here|anymore|again)|contacted|texted|called"
    r"|messaged|emailed|bothered)",
    r"(?:prefer|rather) not(?: to)? (?:get|receive)(?: any| more| of)* (?:these|those|them|your|texts?|messages?"
    r"|emails?|calls?)",
    r"(?:can|could|will|would) (?:you|u) (?:please )?(?:take|get|remove|delete) (?:my|our|this) (?:number|name|e?mail"
    r"|phone|info)",
    r"get (?:me )?(?:off|out of|from) (?:this|your|the|ur) (?:\w+ )?(?:lists?|thread|group|chain)",
    r"i want out$",
    r"(?:notice|request|reminder) to stop",
    rf"(?:thats|that is|its|had|more than) enough (?:of )?(?:your |these |the )?{MESSAGE_NOUNS}",
    rf"(?:done|finished|through) with (?:these|your|the|all)(?: \w+)? {MESSAGE_NOUNS}",
    r"(?:remove|take|delete|drop) (?:this|that|the) (?:phone|number|cell|address|e?mail)(?: \w+){0,2} (?:from|off|out)",
    r"take [\d ]{7,} off",
    r"exclude (?:me|us) from",
    r"(?:delete|erase|destroy)(?: all| my| any| the| our)+(?: personal)? (?:data|information|info|records?|details)",
    rf"ask(?:ing)? (?:that )?(?:you|u) (?:do not|dont|to not|not to|to stop|never)(?: \w+)? (?:{REACH}|{ING})",
    r"(?:quit|stop) it with",
    r"(?:text|call|e?mail|contact|messag)ing (?:me|us) is(?: not|nt) (?:ok|okay|welcome|allowed|wanted|cool"
    r"|acceptable)",
    r"take (?:me|us) off (?:it|this|that|here|now)",
    r"cancel\w*(?: \w+){0,4} (?:subscri\w+|suscri\w+|newsletters?|memberships?|mailings?)",
    r"(?:end|stop|quit|remove|terminate)(?: \w+){0,4} (?:subscription|newsletters?|mailings?)",
    r"(?:i|we) (?:want|wish|need|would like|asked|told|said|am asking|m asking|have asked"
    r"|ve asked)(?: (?:you|u|this|it|for this|for you|all this|them))*"
    r"(?: to)? (?:stop|be removed|be taken off)(?: (?:this|it|that|these|now|already))?$",
    r"(?:revoke|withdraw|rescind|take back|revoking|withdrawing) (?:my|any|all|our)(?: \w+)? (?:consent|permission)",
    r"(?:consent|permission) (?:is |has been )?(?:revoked|withdrawn)",
    r"(?:never|didnt|did not|dont|do not) (?:gave|give|given) (?:you )?(?:\w+ )?(?:consent|permission)",
    r"(?:on|registered (?:on|with)) (?:the )?(?:national |federal |state |florida )?(?:do not call|dnc"
    r"|dont call|no call)",
    r"(?:put|place|add) (?:me|us|my number|this number|my name) (?:on|in|to) (?:your |the "
    r"|ur )?(?:internal )?(?:do not|dnc|dont|no call)",
    r"cease and desist",
    r"(?<!did )(?<!i )(?:do not|dont) contact$",
)

ASK_TO_STOP_ES = phrases(
    r"no (?:me |nos )?(?:vuelva[ns]? a |vuelvas a |siga[ns]? |sigas )?"
    r"(?:escrib\w+|llam(?:e|en|es|ar|ando)\w*|mand(?:e|en|es|ar|ando)|envi(?:e|en|es|ar|ando)|molest\w+"
    r"|contact\w+|texte\w+"
    r"|texti\w+|moleste\w*|marque[ns]?|habl(?:e|en|es))(?: (?:mas|mensajes|textos|nada|nunca|a este numero))",
    r"no (?:me|nos) (?:escrib(?:a|an|as)|llam(?:e|en|es)|mand(?:e|en|es)|envi(?:e|en|es)|molest(?:e|en"
    r"|es)|contact(?:e|en|es)"
    r"|texte(?:e|en|es)|textee\w*|moleste\w*)",
    r"no (?:quiero|deseo) (?:mas |recibir |que )(?:\w+ ){0,3}(?:mensajes?|textos?|llamadas?|correos?|nada"
    r"|escriba\w*|llame\w*|contacte\w*|mande\w*)",
    r"no (?:quiero|deseo) (?:mensajes?|textos?|llamadas?|correos?)",
    r"(?:deje|dejen|deja|dejar|pare|paren|para) (?:ya )?de (?:\w+ )?(?:escrib|llam|mand|envi|molest|contact|text)\w*",
    r"(?:quite|quiten|quita|saque|saquen|saca|elimine|eliminen|elimina|borre|borren|borra|remueva"
    r"|remuevan|retire|retiren)(?:me|nos)",
    r"(?:quitar|sacar|eliminar|borrar|quite|quiten|saque|saquen|elimine|borre)(?:me)? (?:mi numero"
    r"|mi nombre|mis datos|mi informacion|de (?:la|su|tu|esta) lista)",
    r"(?:dar|dare|darme|deme|dame|denme|darse)(?: me)? de baja",
    r"no mas (?:mensajes|textos|llamadas|correos)",
    r"no vuelvan? a (?:escribir|llamar|contactar|mandar|molestar|buscar)\w*",
    r"no (?:deseo|quiero) recibir",
    r"salir(?:me)? de (?:la|esta|su|tu) lista",
    r"(?:deje|dejen|deja)(?:me|nos) (?:en paz|tranquil\w+|de)",
    r"cancel(?:ar|e|en) (?:la |mi )?(?:suscripcion|mensajes)",
)

ASK_TO_STOP_HT = phrases(
    r"sispann (?:ekri|rele|voye|kontakte|deranje|anmede|telefone|texte|mande)(?: (?:m|mwen|nou))?",
    r"pa (?:janm )?(?:ekri|rele|voye|kontakte|deranje|anmede|telefone|texte)(?: (?:m|mwen|nou|mesaj|teks|anyen))",
    r"(?:retire|wete|efase) (?:m|mwen|non m|nimewo m|non mwen|nimewo mwen|nou)",
    r"(?:kite|lese) (?:m|mwen|nou) (?:trankil|an pe|anpe|poukont mwen)",
    r"(?:mwen |m )?pa (?:vle|bezwen) (?:resevwa )?(?:mesaj|teks|apel|okenn mesaj|mesaj anko|tande)",
    r"pa gen mesaj anko",
)

ASK_TO_STOP_PT = phrases(
    r"(?:pare|parem|para|pode parar|deixe|deixem) de (?:me )?(?:mand|envi|escrev|lig|contat|incomod"
    r"|perturb|mensag)\w*",
    r"nao (?:me )?(?:mande|mandem|manda|envie|enviem|escreva|escrevam|ligue|liguem|contate|contatem"
    r"|contacte|incomode|incomodem"
    r"|perturbe|perturbem)(?: (?:mais|mensage\w+|nada))?",
    r"nao quero (?:mais )?(?:receber|mensage\w+|ligac\w+|emails?|que me)",
    r"(?:me )?(?:tire|tira|tirem|remova|remove|removam|retire|retirem|exclua|excluam|apague|apaguem"
    r"|descadastre)(?:m)?"
    r"(?: me)? (?:da|de|desta|dessa|do|meu|minha|o meu|a minha|os meus)(?: \w+)?",
    r"(?:quero|gostaria de|como) (?:me )?(?:descadastrar|sair (?:da|desta|dessa|dessa)|cancelar)",
    r"me (?:deixe|deixem|deixa) em paz",
    r"nao (?:entrar|entre|entrem) (?:mais )?em contato",
    r"descadastr\w+",
    r"cancelar (?:a |as |minha |estas |todas as )?(?:inscricao|assinatura|mensage\w+)",
)

STOP_PHRASES = {"en": ASK_TO_STOP, "es": ASK_TO_STOP_ES, "ht": ASK_TO_STOP_HT, "pt": ASK_TO_STOP_PT}

# Wording that reads like a request to stop and is none.
NOT_A_REQUEST = phrases(
    r"(?:i|we|he|she|they|just|already) (?:have |had )?(?:unsubscribed|unsubbed) from (?!you|this|these|all|every)\w+",
    r"(?:to|i|we|will|ill|gonna|can) stop (?:paying|renting|working|worrying|commuting|living|moving"
    r"|spending|wasting|looking)",
    r"(?:dont|do not|never|cant|cannot|could not|couldnt|wont ever) (?:\w+ )?stop(?!\w)(?! (?:text|call"
    r"|messag|contact|e?mail|send|bother|spam)\w*"
    r" (?:me|us)\b(?<=you cant stop))",
    r"(?:why|if|when|since|because|so|in case) (?:\w+ )?(?:dont|do not|didnt|did not)(?: (?:you|u|we|they"
    r"|i))?(?: \w+){0,3}",
    r"(?:can|could|will|ill|should|may|let me|to|gonna|going to|ill|we will|well) stop (?:by|in|over|at"
    r"|to see|and see|and look)",
    r"\d+ (?:\w+ )?stop (?:lane|ln|road|rd|street|st|drive|dr|court|ct|way|avenue|ave|blvd|circle|cir|trail|place|pl)",
    r"(?:bus|train|truck|first|next|last|pit|rest|one|non|full|short) stops?",
    r"stop(?:s|ped|ping)? (?:by|in|over|at|sign|light|lights|signs)",
    r"(?:didnt|doesnt|hasnt|havent) (?:\w+ )?(?:stop|unsubscribe)",
)
# What other senders write under their mailings: it tells somebody how to leave their list, and asks nothing of us.
OF_A_MAILING = re.compile(
    r"\b(?:to|2|if you (?:no longer )?(?:do not |dont )?(?:wish|want|would like|prefer)|you (?:can|may)"
    r"|click here|reply|text|txt|send)\b[^.!?\n]{0,60}?\b(?:stop|unsub\w*|opt[- ]?out|be removed|end|quit|cancel)\b"
    r"[^.!?\n]{0,80}(?:\b(?:click|visit|follow|go to|log ?in|call|reply|text|txt|send|press|at any ?time|manage)\b"
    r"|https?:|www\.|\d{5})"
    r"|\b(?:reply|text|txt|send)\b[^.!?\n]{0,30}\b(?:stop|end|unsubscribe|quit)\b"
    r" (?:to|2) (?:\d{5}|opt|end|unsub\w*|stop|cancel|quit)"
    r"|\bclick (?:here|below)\b[^.!?\n]{0,60}\b(?:unsubscribe|stop|opt out)\b",
    re.IGNORECASE,
)
TELLS_HOW = re.compile(
    r"\b(?:reply|text|txt|send|with|the word|type)\b[^.!?\n]{0,12}\b(?:stop|end|out)\b"
    r"|\b(?:un ?sub\w*|opt[- ]?out|stop)\b\W[^.!?\n]{0,20}(?:\b0\d{6,}|\b\d{5}\b|\bstop\b|£)"
    r"|\b(?:www\.|https?:|£\d|\d+p\b)",
    re.IGNORECASE,
)
FIRST_PERSON = re.compile(r"\b(?:me|my|i|im|mi|mwen|meu|minha)\b")
REFINES = phrases(
    r"(?:over|above|under|below) \d\w*",
    r"only",
    r"instead",
    r"prefer",
    r"rather",
    r"but (?:show|send|text|call|email|i|we|do)",
    r"unless",
    r"except",
    r"just (?:houses|homes|condos|the)",
    r"looking for",
)
LIMITED = phrases(
    rf"(?:{REACH}|{ING})(?: (?:me|us|my phone|here))?(?: \w+)? (?:before|after|until|till|while|during"
    rf"|today|tonight|tomorrow|at work|at night"
    r"|this (?:week|month|morning|afternoon|evening|late|early)|so (?:late|early)|on (?:sun|mon|tues"
    r"|wednes|thurs|fri|satur)days?|on weekends)",
    r"unless",
)
STOP_SENDING = phrases(r"(?:stop|quit|dont|do not) send(?:ing|in)?(?: me| us)?(?: \w+){1,4}")
