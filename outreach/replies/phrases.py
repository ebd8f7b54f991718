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
    r"opt(?:ed|ing)? ?(?:me |us )?out",
    r"optout",
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
    r"|ur )?(?:internal )?(?:do not|dnc|dont)",
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
    r"descadastr\w+",
    r"cancelar (?:a |minha )?(?:inscricao|assinatura)",
)

STOP_PHRASES = {"en": ASK_TO_STOP, "es": ASK_TO_STOP_ES, "ht": ASK_TO_STOP_HT, "pt": ASK_TO_STOP_PT}

# Wording that reads like a request to stop and is none.
NOT_A_REQUEST = phrases(
    r"(?:to|i|we|will|ill|gonna|can) stop (?:paying|renting|working|worrying|commuting|living|moving"
    r"|spending|wasting|looking)",
    r"(?:dont|do not|never|cant|cannot|could not|couldnt|wont ever) (?:\w+ )?stop(?!\w)(?! (?:text|call"
    r"|messag|contact|e?mail|send|bother|spam)\w*"
    r" (?:me|us)\b(?<=you cant stop))",
    r"(?:why|if|when|since|because|so|in case) (?:\w+ )?(?:dont|do not|didnt|did not)(?: (?:you|u|we|they"
    r"|i))?(?: \w+){0,3}",
    r"(?:can|could|will|ill|should|may|let me|to|gonna|going to|ill|we will|well) stop (?:by|in|over|at"
    r"|to see|and see|and look)",
    r"(?:bus|train|truck|first|next|last|pit|rest|one|non|full|short) stops?",
    r"stop(?:s|ped|ping)? (?:by|in|over|at|sign|light|lights|signs)",
    r"(?:didnt|doesnt|hasnt|havent) (?:\w+ )?(?:stop|unsubscribe)",
)
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

WRONG_NUMBER = phrases(
    r"wrong (?:number|num|person|guy|lady|woman|man|individual|nbr|#|contact)",
    r"(?:no|nobody|no one|noone)(?: one| body)? (?:here )?(?:by|with) that name",
    r"(?:there is|theres) no \w+ (?:here|at this number)",
    r"(?:you|u) (?:have|got|texted|called|reached) the wrong",
    r"not (?:who|the person|the one) (?:you|u) (?:think|are looking|re looking|want)",
    r"(?:this|that) is(?: not|nt) (?:his|her|their|the owners?) (?:number|phone)",
    r"(?:i am|im) not the (?:owner|seller|homeowner|person)",
    r"(?:dont|do not|never) (?:own|owned) (?:that|this) (?:house|home|property|place|address|land|lot)",
    r"(?:dont|do not) know (?:anyone named|who that is|who this person|that person|this person)",
    r"never heard of (?:him|her|that person)",
    r"numero (?:equivocado|incorrecto|errado)",
    r"persona equivocada",
    r"se equivoco de (?:numero|persona)",
    r"equivocad[oa] de numero",
    r"(?:aqui )?no vive aqui",
    r"no soy (?:esa persona|el dueno|la duena)",
    r"move (?:nimewo|moun)",
    r"mal nimewo",
    r"nimewo (?:sa )?pa bon",
    r"(?:ou )?twonpe(?: w)? (?:de )?nimewo",
    r"pessoa errada",
    r"foi engano",
    r"ligou errado",
    r"nao sou (?:essa pessoa|o dono|a dona)",
)

LEGAL_OR_HOSTILE = phrases(
    r"passed away",
    r"deceased",
    r"(?:he|she|they|mother|father|mom|dad|husband|wife|owner) (?:has |is |have )?(?:died|dead)",
    r"fallecio",
    r"murio",
    r"faleceu",
    r"mouri",
    r"fcc",
    r"ftc",
    r"tcpa",
    r"lawsuits?",
    r"sue (?:you|u|your)",
    r"suing (?:you|u)",
    r"legal action",
    r"class action",
    r"small claims",
    r"hear(?:ing)? from (?:my|our|a|an) (?:lawyer|attorney)",
    r"(?:lawyer|attorney) (?:will|is going to|has been)",
    r"attorney general",
    r"(?:contact|call|calling|contacting|get|getting|talk to|speak to) (?:my|a|an|our) (?:lawyer"
    r"|attorney)s? (?:about|on|if|for) (?:you|this)",
    r"report(?:ing|ed)? (?:you|u|your|this number|this as|this text|these|to the|as spam|spam)",
    r"(?:call|calling|contact\w*) the (?:police|cops)",
    r"harass(?:ment|ing|ed)?",
    r"(?:this|that|it|its|what you|texting|calling|messaging)(?: \w+){0,3} (?:illegal|against the law)",
    r"violat\w+ (?:of )?(?:the )?(?:law|federal|state|my)",
    r"better business bureau",
    r"bbb",
    r"scam(?:mer|mers|ming|s)?",
    r"spamm(?:er|ers|ing)",
    r"(?:is|are|like|more|your|its|all) spam",
    r"do not call (?:list|registry)",
    r"dnc",
    r"(?:how|where) (?:did|do|d) (?:you|u|ya|yall) (?:get|find|obtain|have)(?: a hold of)? (?:my|this"
    r"|our) (?:\w+ )?(?:number|info|information|name|contact|email|cell)",
    r"who gave (?:you|u|yall) (?:my|this)",
    r"(?:fuck(?:ing)?|screw|damn) (?:you|u|yourself)$",
    r"^f(?:uck)? (?:you|u)",
    r"^shut up",
    r"^get lost",
    r"go to hell",
    r"enough (?:already|with th\w+ (?:texts?|calls?|messages?))",
    r"(?:sick|tired|fed up) (?:of|with) (?:you|your|these|all)",
    r"abogad[oa]s?",
    r"demandar\w*",
    r"denunci\w+",
    r"acoso",
    r"estafa\w*",
    r"como (?:consiguio|consiguieron|obtuvo|tiene|tienen) mi numero",
    r"de donde (?:saco|sacaron) mi numero",
    r"advogad[oa]s?",
    r"processar",
    r"golpe",
    r"kijan ou (?:jwenn|fe jwenn|gen) nimewo",
    r"avoka",
)

DECLINES = phrases(
    r"not? (?:\w+ )?inter?rest(?:ed|d)?",
    r"(?:no|not) (?:longer|more|longer) (?:\w+ )?(?:interested|looking|selling|buying|in the market"
    r"|needed|available)",
    r"no(?:pe)? (?:thanks|thank you|thank u|thx|ty)",
    r"(?:already|just|have|has|ive|we|i) sold",
    r"sold (?:it|the house|the property|our|my)",
    r"(?:already|just|have|ive|we|i) (?:\w+ )?(?:bought|purchased|closed on|found|got) (?:an? |another "
    r"|our |the )?(?:new )?"
    r"(?:house|home|place|condo|property|one|apartment|townhouse|townhome|agent|realtor|something)",
    r"(?:already|currently) (?:have|working with|work with|using|got) (?:a|an|another)? ?(?:agent|realtor"
    r"|broker|someone)",
    r"(?:have|got|found|hired|with) (?:a|an|another|my own|our) (?:agent|realtor|broker)",
    r"(?:went|going|signed) with (?:another|someone|a different)",
    r"(?:not|isnt|never) (?:\w+ )?(?:selling|for sale)",
    r"(?:dont|do not|never) (?:want|plan|wish|intend|planning) (?:to|on) sell(?:ing)?",
    r"(?:not|no longer|arent|isnt) (?:\w+ )?(?:looking|in the market|shopping|buying)(?! (?:at"
    r"|for a (?:condo|townh)))",
    r"changed (?:my|our) minds?",
    r"ill pass",
    r"i(?:ll| will) pass",
    r"pass on (?:this|that|it)",
    r"(?<!cant )(?<!dont )(?<!not )(?<!ready to )stop looking",
    r"off the market",
    r"no (?:me |nos |estoy |estamos )?interesad[oa]s?",
    r"no (?:me|nos) interesa",
    r"no gracias",
    r"ya (?:la |lo )?(?:vendi|vendimos|compre|compramos)",
    r"no (?:esta en venta|quiero vender|vendo)",
    r"pa enterese",
    r"(?:mwen |m )?pa vle vann",
    r"(?:mwen |m )?deja vann",
    r"non mesi",
    r"(?:nao )(?:estou |to |temos )?(?:interessad[oa]|tenho interesse)",
    r"nao obrigad[oa]",
    r"ja (?:vendi|vendemos|comprei)",
    r"nao quero vender",
)
