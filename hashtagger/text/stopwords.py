"""Words that carry no topic, in the languages that use spaces."""

from __future__ import annotations

from functools import cache


def is_stop_word(word: str) -> bool:
    """Is ``word`` (casefolded) a function word of English, Spanish, Portuguese, German or French?"""
    return word in stop_words()


@cache
def stop_words() -> frozenset[str]:
    """All of them together: a caption rarely says which language it is in."""
    return frozenset(" ".join((_ENGLISH, _SPANISH, _PORTUGUESE, _GERMAN, _FRENCH)).split())


_ENGLISH = """
a about above across after again against all almost along already also although always am amid among an and another any
anybody anyone anything are around as at away back be because been before behind being below beneath beside between beyond
both but by came can cannot come comes could did do does doing done down during each either else ever every everyone
everything few for from further get gets getting give given gives go goes going gone got had has have having he her here
hers herself him himself his how i if in inside instead into is it its itself just keep kept last least less let like
likes look looking looks made make makes making many may maybe me mine more most much must my myself near nearby neither
never next no nobody none nor not nothing now of off often on once one ones only onto or other others our ours ourselves
out outside over own per please put quite rather really said same saw say says see seem seems seen several shall she
should shown since so some somebody someone something soon still such take taken takes taking than that the their theirs
them themselves then there these they thing things this those though three through throughout thus till to together too
took toward towards two under underneath until up upon us use used uses using very via want wants was way we well went
were what whatever when where whether which while who whole whom whose why will with within without would yes yet you your
yours yourself im ive dont doesnt didnt cant wont isnt arent wasnt youre theyre thats lets gonna wanna
side front middle next top bottom left right background foreground appears appear posing poses camera photo photograph
picture image closeup view various different large small big little
"""
_SPANISH = """
a al ante antes aquí así aunque bajo bien cada casi como con contra cual cuando cuanto de del desde donde dos durante e el
él ella ellas ellos en entre era eran es esa esas ese eso esos esta está están estas este esto estos fue fueron ha hace
hacia han hasta hay he la las le les lo los más me mi mientras mis mucho muy nada ni no nos nosotros nuestra nuestro o os
otra otro para pero poco por porque que qué quien se sea según ser si sí sido sin sobre son su sus también tan te tiene
tienen todo todos tras tu tú tus un una unas uno unos vosotros y ya yo
"""
_PORTUGUESE = """
à ao aos aquela aquele as às até com como da das de dela dele delas deles depois do dos e é ela elas ele eles em entre era
eram essa essas esse esses esta está estão estas este estes estou eu foi foram há isso isto já lá lhe mais mas me mesmo meu
meus minha minhas muito na nas não nem no nos nós nossa nosso num numa o os ou para pela pelas pelo pelos por quando que
quem se sem ser seu seus só sua suas também te tem têm tinha tu tua um uma umas uns você vocês
"""
_GERMAN = """
ab aber alle allem allen aller alles als also am an auch auf aus bei beim bin bis bist da dabei damit dann das dass dein
deine dem den denn der des dich die dies diese diesem diesen dieser dieses dir doch dort du durch ein eine einem einen
einer eines er es etwas euch euer für gegen hab habe haben hat hatte hier hin hinter ich ihm ihn ihnen ihr ihre im in ins
ist ja jede jeder jedes jetzt kann kein keine können man mehr mein meine mich mir mit nach nicht noch nun nur ob oder ohne
schon sehr sein seine sich sie sind so über um und uns unser unter vom von vor war waren was weil wenn wer wie wieder will
wir wird wo zu zum zur zwischen
"""
_FRENCH = """
à ai alors après au aussi autre aux avant avec avoir bien c ce cela ces cet cette chez comme d dans de des donc du elle elles
en encore entre est et étaient était été être eu eux fait faire il ils j je jusqu l la le les leur leurs lors lui m ma mais
me même mes moi mon n ne ni nos notre nous on ont ou où par pas pendant peu plus pour quand que quel quelle qui quoi s sa
sans se ses si son sont sous sur t ta te tes toi ton tous tout toute toutes très tu un une vers vos votre vous y
"""
