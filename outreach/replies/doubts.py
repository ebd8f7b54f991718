"""Words that may be a wish to be left alone: none of them is sure, so a person has to look (``review``).

Wider and looser than ``phrases``, for short messages only: in four languages, and French, which Haitians write too. As
there, all patterns read plain text.
"""

from rapidfuzz.distance import OSA

from outreach.replies.phrases import phrases

SHORT = 14  # words; longer messages say what they want in clearer words
FEW = 4  # words
MISSPELT = frozenset(["stahp", "stawp", "sotp", "stpo", "tsop", "stoop", "stoip", "stpp", "stoo", "quitt", "unsubs"])
LONG_TARGETS = ("unsubscribe", "unsubscribed", "descadastrar", "desuscribir")
TYPOS = 3  # letters, in words as long as those
AS_LETTERS = str.maketrans("013457@$", "oieastas")

_VERBS = (
    r"(?:eras|delet|remov|purg|wip|scrub|unenroll?|unregister|deregister|deactivat|disenroll?|disabl|exclud|omit|drop"
    r"|unsign|unlist|unadd|turn off|shut off|switch off)\w*"
)
_NOT = r"(?:not|dont|didnt|never|nor|havent|wont|cant|cannot|doesnt|isnt)"

ENGLISH = phrases(
    r"^(?:my |our )?(?:lawyer|attorney)s?$",
    r"(?:take|get) (?:it|this|that) off$|chill with|take (?:a|the) hint|turn (?:these|this|them|it) off",
    rf"{_NOT} (?:want|need|like|wanted)(?: to)?(?: any| more| get| see| receive| have| of)*"
    r" (?:these|this crap|this stuff|them|yours?|your \w+|ur \w+)$",
    rf"{_NOT} (?:want|care|wish|like)(?: to)? (?:talk|speak|chat|communicate|text|engage)(?: \w+){{0,4}}",
    r"^(?:not wanted|cancel\w*|halt|exit|leave|abort|begone|out"
    r"|off|nomore|terminate"
    r"|stopit|gtfo|stfu|smh stop|kick rocks|block|piss off)$",
    r"cancel (?:all|any|every) (?:\w+ )?(?:texts?|messages?|msgs?|e?mails?|calls?)",
    rf"(?:should|shouldnt|{_NOT}|no longer)(?: \w+){{0,3}} (?:on|in) (?:your|ur|this|that|any"
    rf"|the) (?:\w+ )?(?:lists?|system|database)",
    rf"{_NOT} (?:live|stay|reside|work)s?(?: \w+)? (?:here|there)(?: anymore| any more)?|no longer (?:lives?|works?"
    rf"|stays?) (?:here|there)",
    r"(?:i|we) (?:dont|do not|no longer|never) own (?:that|this|it|one|the|any)",
    r"(?:mother|father|mom|dad|husband|wife|brother|sister|son|daughter|owner|grandm\w+|grandf\w+|he|she|uncle|aunt"
    r"|parents?)"
    r" (?:just |has |have |had |is |was )?(?:passed|died|dead|deceased|gone)$",
    r"(?:some(?:one|body)|another person|stranger)(?: else)? (?:has|have|had|got|owns|uses)(?: \w+)? (?:phone|number)",
    r"(?:left|leave|leaving|keep|count|take) (?:me|us) (?:out|off|alone)",
    r"be left (?:out|alone)",
    rf"{_NOT}(?: \w+)? (?:reach(?:ing)? out|respond|reply|answer|follow up)(?: to)? (?:me|us|this|again|anymore)",
    r"(?:cease|desist|refrain|abstain)\w*",
    rf"{_NOT}(?: \w+){{0,2}} (?:consent\w*|agreed?(?: to)? (?:this|these|that|receiv\w+|be|get\w*)|authori[sz]\w*"
    r"|opted in|sign(?:ed|ing)? up|subscri\w+|(?:ask|asked|asking) for (?:this|these|it|any|that|your|you)|request\w*"
    r"|(?:give|gave|given)(?: \w+){0,2} (?:permission|my number|consent))",
    r"(?:get|getting|be|let me|lemme|take me|me|us|my (?:number|name|phone)) off(?: of)?"
    r" (?:this|it|here|these|that|ur|your|the)",
    r"(?:off|out of|from) (?:your|ur|this|that|the|any|all) (?:\w+ )?(?:lists?|database|system|records?|files?"
    r"|contacts"
    r"|crm)",
    r"^(?:ok |okay |alright |thats |seriously |really )?(?:enough|thats enough|knock it off|cut it out|give it a rest"
    r"|give it up|drop it|back off|get lost|take a hike|beat it|scram|go pound sand|lay off|get bent|shoo|bye felicia"
    r"|leave it|not cool|not ok|im out|count me out|im good bye|goodbye|good bye)(?: \w+)?$",
    r"enough (?:of (?:this|these|it|you)|is enough|with)",
    rf"{_VERBS} (?:\w+ ){{0,2}}(?:me|us|my|mine|everything|texts?|messages?|alerts?|notifications?|profile|number"
    rf"|subscription"
    r"|enrollment)",
    r"forget (?:i|we|about (?:me|us)|me|us|my)",
    r"want (?:no part|nothing to do|none of)",
    r"no (?:part|interest) (?:of|in) (?:this|these|it|receiving|getting|hearing|your|being|any of)",
    r"(?:revok|rescind|withdr[ae]w)\w*(?: \w+){0,3} (?:consent|permission|authori[sz]ation|approval)"
    r"|^i (?:hereby )?revoke",
    r"cancel\w*(?: \w+){0,2} (?:texts?|messages?|alerts?|notifications?|subscription|enrollment|service|e?mails?"
    r"|calls?)",
    r"^(?:its |this is |that is |thats |more |total |pure |just |ugh |all )?(?:spam\w*|junk|unwanted|unsolicited)$",
    r"(?:unwanted|unsolicited|uninvited|unwelcome)",
    r"^(?:can you |could you |would you |will you )?(?:please |pls |plz |just )?(?:not|dont|do not|dnt)(?: please"
    r"| pls)?$",
    r"(?:this|it|these|that|they|all of this|(?:text|messag|call|email)\w*) (?:has|have|had|needs?|must|gotta|got"
    r"|should)"
    r"(?: got)?(?: to)? (?:stop|end|cease)",
    r"(?:too|so|this) many (?:texts?|messages?|calls?|e?mails?)|(?:constant|endless|non ?stop|relentless) (?:texts?"
    r"|messag\w*|calls?|e?mails?|texting|calling)",
    r"why (?:are|do|r|would|did) (?:you|u|ya|yall)(?: guys| people| all)? (?:keep |still |always )?(?:text|txt|call"
    r"|messag|contact"
    r"|e?mail|bother|spam|hit)\w*",
    r"keeps? (?:text|txt|call|messag|contact|e?mail|bother|spam|writ|hit|blow)\w* (?:me|us|my|up)",
    r"(?:im|i am|we are|were|so) (?:done|through|over (?:this|it|you))(?: with (?:you|this|these|it|yall|your))?$",
    r"(?:annoy|bother|pester|disturb|hound|badger|stalk|spam|bug|harass|irritat)\w* (?:me|us|people|my)",
    r"(?:you|this|these|so|very|is|are|getting|guys|texts?|really) annoying|nuisance|pest\b",
    r"mind your (?:own )?business|go bother",
    rf"{_NOT} (?:\w+ )?(?:speak|talk|deal|do business)(?:ing)? (?:to|with) (?:you|me|us)(?: again| anymore| ever)?",
    r"no (?:more )?(?:marketing|advertis\w*|ads|promos?|promotions|solicit\w*|robocalls?|robots?|bots?|contact"
    r"|messages?)",
    r"^\w*(?: \w+)? ?block(?:ed|ing|in)?(?: you| u| this| number)?$",
    r"(?:lose|loose|delete|forget|trash|toss|burn) (?:my|this|our) (?:\w+ )?(?:number|num|digits|contact|info|e?mail)",
    r"(?:unfollow|mute|silence|muting|muted) (?:you|u|this|me|these)",
    r"(?:not|isnt|aint) (?:a |the )?(?:valid|working|correct|right|good) (?:number|contact|phone|person|guy|e?mail"
    r"|address)",
    r"^(?:hi |hey |um |uh |sorry |nope )?(?:theres |there is |we have |aint |there aint )?no (?!(?:problem|worries"
    r"|pets?|pool|garage"
    r"|hoa|issues?|luck|changes?|one|rush|hurry|offers?|news|kids|stairs|updates?|snow|rain|complaints|signs?)\b)\w+"
    r"(?: \w+)? (?:here|at this (?:number|address|phone))(?: sorry)?$",
    r"(?:who|whos) (?:is )?\w+ wrong|mistaken identity|(?:dont|do not|never|havent) (?:known?|heard of"
    r"|met)(?: \w+)? (?:a|an|any|anyone"
    r"|anybody)(?: \w+){0,2} (?:by|with|named|called)",
    r"(?:old|previous|former|last) (?:owner|user|person|guy)(?: \w+){0,3} (?:number|phone)",
)
SPANISH = phrases(
    r"no (?:me|nos) (?:est[ea]n?|andes?|anden)|detengan?\w*|aqui no (?:vive|hay|es)|fallec\w+|muri[oe]\w*|difunt\w+",
    r"(?:los|las|les|te|lo) (?:voy|vamos) a (?:bloquear|reportar|denunciar|demandar)|(?:no tienen|no tiene|sin"
    r"|no di) (?:mi )?permiso",
    r"(?:borr|elimin|quit|sac|retir|remuev|remov|suprim|desuscrib|desactiv|exclu|bloque|salg)\w*(?:me|nos|lo|la)",
    r"que (?:me|nos) (?:borr|elimin|quit|saqu|retir|dej|bloque|moleste|llame|escriba|mande|contacte)\w*",
    r"(?:borr|elimin|quit|sac|saqu|retir|suprim|remuev)\w* (?:mi|mis|el|este|ese|esos|nuestro|de)(?: \w+){0,2}"
    r" (?:numero|telefono|datos|nombre|correo|contacto|informacion|registro|lista|sistema)",
    r"(?:borr|elimin|quit|saqu|retir)\w* (?:mi|mis) \w+",
    r"no (?:les? |te |los )?(?:autori[cz]|permit|acept|dese|consient|consent|solicit|pedi|pido|quier"
    r"|di mi)\w*(?: \w+){0,3}"
    r" (?:contact|llam|escrib|mand|envi|recib|mensaj|texto|correo|publicidad|promocion|anuncio|nada|esto|numero"
    r"|molest)\w*",
    r"no quiero (?:nada|esto|saber nada|mas|que)",
    r"no (?:me |nos |le )?(?:vuelv|sig)[ao]\w*",
    r"no (?:me |nos )?(?:molest|fastidi|jod|incomod|interrump|insist)\w*",
    r"^(?:ya |por favor |pues |oiga |hey )*(?:pare|paren|parale|parele|parenle|parenlo|parelo|dejen|dejenme|dejame"
    r"|dejalo|callate"
    r"|callense|largate|largo|fuera|suficiente|estuvo bueno|basta|bloqueado|bloqueada|adios)(?: ya| por favor"
    r"| con esto| eso)*$",
    r"(?:dejame|dejeme|dejenme|dejen|deje) (?:ya |de |en |tranquil\w* ?|solo|sola)",
    r"^(?:hola |perdon |disculpe )?(?:yo )?no soy (?:el |la )?\w+(?: \w+)?$",
    r"equivocad[oa]s?|se equivoc\w+|te equivoc\w+|confund\w+|error de numero|no (?:lo |la |le )?conozco"
    r"|no vive (?:aqui|en)",
    r"(?:ya )?no (?:es|soy|tiene|vive|trabaja)(?: \w+){0,3} (?:numero|telefono|dueno|duena|aqui)",
    r"acos\w+|hostig\w+|reportar\w*|harto|harta|cansad[oa] de (?:sus|tus|estos|tanto|recibir)|spam",
    r"^(?:\w+ )?(?:la |una )?baja(?: \w+){0,2}$|dar(?:se|me)? de baja|salir(?:me)? de|cancel\w+ (?:mi|la|las|los|el"
    r"|este|mis) "
    r"(?:suscri|mensaj|inscrip|alert|notific|registro|servicio)\w*",
    r"(?:quien|como)(?: \w+){0,2} (?:dio|consigui\w+|tiene\w*|obtuv\w+|sac\w+) mi (?:numero|telefono|correo)",
    r"no mas|ni un mensaje|mas mensajes no|ya no (?:quiero|deseo|me|manden|escriban|llamen|envien)",
)
CREOLE = phrases(
    r"(?:sispann|ase|rete|bouke) (?:anmede|deranje|ekri|rele|voye)|ki ?(?:moun|les) ki ba (?:ou|w|nou) nimewo|mouri"
    r"|desede",
    r"(?<!ou )(?<!w )(?<!yo )(?<!nou )pa (?:janm |bezwen |ka )?(?:ekri|rele|voye|kontakte|deranje|anmede|telefone"
    r"|tekste|texte"
    r"|pale|chache|ban)(?: \w+){0,4}",
    r"(?:sispann|siprime|efase|dezabone\w*|dezenskri\w*|anile abonman|bloke|retire m|wete m|retire mwen|wete mwen)",
    r"(?:retire|wete|efase|siprime) (?:non|nimewo|kontak|enfomasyon|telefon|imel)",
    r"^(?:tanpri |silvouple |non )?(?:rete|kanpe|ase|fini|kontante|sispan|sispam)(?: la| sa| konsa| kounye a"
    r"| ak .*)?$",
    r"kite (?:m|mwen|nou)(?: (?:an|nan|ak|poukont|trankil|repo|lape|viv|anpe)(?: \w+)*)?$",
    r"(?:m|mwen|nou) pa (?:vle|bezwen|mande|dako|otorize|aksepte|janm)(?! (?:vann|achte|lwe|bouje|yon|gwo|ti"
    r"|demenaje|konnen))",
    r"move (?:nimewo|moun|telefon)|nimewo (?:a |sa )?(?:a )?(?:pa|move)|pa bon nimewo",
    r"^(?:non )?(?:m|mwen) pa (?!enterese|konnen|pare|prese|sir)(?:moun|mesye|madan|met)? ?\w+$|^se pa (?:mwen|li"
    r"|\w+)(?: \w+)?$|pa konnen (?:moun|li|non|mesye|madan)",
    r"ou (?:mal|twonpe|fe ere|rele move)|(?:m|mwen) (?:bouke|fatige|about)(?: \w+)*|nou (?:bouke|fatige)",
    r"kiyes ki ba w nimewo|kote w jwenn nimewo|asasman|rapote|lapolis|tribinal",
)
PORTUGUESE = phrases(
    r"^(?:ja |gente |por favor )*par[ae]m? (?:com|de) (?:isso|isto|mensag\w+|mandar|ligar|me|encher)|bloque(?:ei|ar"
    r"|io|ando|amos)",
    r"(?:ele|ela|dono|dona|mae|pai|marido|esposa) (?:ja )?(?:morreu|faleceu)|quem (?:passou|deu|vendeu) (?:o )?meu",
    r"nao (?:dei|tem|tenho|ha)(?: \w+)? (?:permissao|autorizacao|consentimento)",
    r"nao (?:autori[sz]ei|permiti|consenti|concordei)",
    r"(?:me|nos) (?:apag|remov|retir|tir|exclu|delet|bloquei|descadastr|desinscrev|esque|deix)\w*",
    r"(?:apag|remov|retir|tir|exclu|delet|elimin)\w*(?: o| a| os| as)? (?:me|meu|minha|meus|minhas|este|esse|nosso)",
    r"nao (?:lhe |lhes |te )?(?:autoriz|permit|aceit|desej|consint|solicit|pedi|quer|quis|assin|me inscrev"
    r"|me cadastr)\w*(?: \w+){0,3} (?:contat|lig|escrev|mand|envi|receb|mensag|texto|email|propaganda|promoc|anuncio"
    r"|nada|isso|isto)\w*",
    r"nao autorizo|nao quero (?:nada|isso|mais|saber)",
    r"nao (?:me |nos )?(?:incomod|perturb|ench|insist|amol|chate|import|aborrec)\w*",
    r"nao (?:me )?(?:escrev|lig|mand|envi|contat|procur|cham)\w*(?: \w+)?(?: mais| nunca| de novo)?$",
    r"^(?:por favor |ja |gente |so )*(?:chega|basta|parem?|sai fora|fora|cancele|cancela|bloquead[oa]|bloquear"
    r"|bloqueando|desisto)(?: (?:de|com|ja|por favor|isso|disso|tudo)(?: \w+)*)?$",
    r"^(?:quero |desejo |gostaria de |preciso )sair(?: \w+){0,3}$|sair (?:da|dessa|desta) lista",
    r"pode(?:m|ria|riam)? parar|par(?:e|em|ar) (?:com|de)(?! (?:buscar|procurar|trabajar|pagar))",
    r"^(?:oi |ola |desculpe )?(?:eu )?nao sou (?:a |o |da |do )?\w+(?: \w+)?$",
    r"nao conheco (?:ess[ae]|est[ae]|nenhum\w*|el[ae]|quem|ninguem)|engano|enganad[oa]|errad[oa]",
    r"nao mora (?:aqui|mais)|nao e (?:o |a )?(?:numero|telefone|celular) d\w+",
    r"esse (?:numero|telefone) (?:nao|e meu|agora)|descadastr\w*|desinscrev\w*",
    r"cancel\w+ (?:minha|a|o|meu|as|os) (?:inscri|assinat|mensag|cadastr|recebiment)\w*",
    r"(?:quem|como)(?: \w+){0,2} (?:deu|conseguiu|conseguiram|pegou|pegaram|tem|obteve) (?:o )?meu (?:numero|telefone"
    r"|contato)",
    r"assedi\w+|denunci\w+|cansad[oa] (?:de|dess\w+)|spam|nunca mais",
)
FRENCH = phrases(
    r"arret(?:ez|er|e|es)|cess(?:ez|er)|desabonn\w*|desinscri\w*|stopp?ez",
    r"ne (?:me|nous) (?:contact|appel|ecri|envoy|derang|harcel)\w*",
    r"plus (?:de|aucun) (?:messages?|textos?|appels?|sms)|mauvais numero|faux numero|vous vous trompez"
    r"|trompe de numero",
    r"(?:retir|supprim|enlev|effac|desinscri)(?:ez|er) (?:moi|mon|mes|nous)|laissez (?:moi|nous)|fichez moi",
)
LANGUAGES = {"en": ENGLISH, "es": SPANISH, "ht": CREOLE, "pt": PORTUGUESE, "fr": FRENCH}


def may_ask_to_stop(plain: str) -> tuple[str, str] | None:
    """Return the language and the words of a short message that may be a wish to be left alone; None otherwise."""
    words = plain.split()
    if len(words) > SHORT:
        return None
    if len(words) <= FEW:
        misspelt = next((word for word in words if _is_misspelt(word)), None)
        if misspelt:
            return "en", misspelt
    found = ((language, pattern.search(plain)) for language, pattern in LANGUAGES.items())
    return next(((language, match[0]) for language, match in found if match), None)


def _is_misspelt(word: str) -> bool:
    letters = word.translate(AS_LETTERS)
    if word in MISSPELT or (letters != word and letters == "stop"):
        return True
    return len(word) > 7 and any(OSA.distance(letters, whole, score_cutoff=TYPOS) <= TYPOS for whole in LONG_TARGETS)
