/** What is said to people who decide about documents, in Dutch. The rules stand in en.ts. */

import { decisionsAfterExportNl, refusalsAfterExportNl } from './finding-details-nl.ts';

export const refusalsNl = {
  ...refusalsAfterExportNl,
  paused: {
    detail: 'Deze koppeling is gepauzeerd. {what}',
    cure: '{thenRetry, select, yes {{how} Kies daarna “retry”.} other {{how}}}',
  },
  'hold-ended': {
    detail: 'Deze wachtstap is voorbij; er wacht niets meer op.',
    cure: 'Bekijk de wachtstappen van de koppeling om te zien wat nog wacht.',
  },
  'document-not-waiting': {
    detail: 'Een document met status {state} kan niet worden genegeerd.',
    cure: 'Alleen documenten die niet in Yuki staan en niet onderweg zijn, kunnen worden genegeerd; wacht tot een twijfelachtig document is opgezocht.',
  },
  'not-linkable': {
    detail: 'Een document met status {state} kan niet worden gekoppeld.',
    cure: 'Alleen documenten die wachten, of waarvan niemand weet of Yuki ze heeft, kunnen worden gekoppeld.',
  },
  'not-in-list': {
    detail:
      '{read, select, yes {Noch de lijst met openstaande posten van Yuki van {at}, noch de boeken voor zover ze gelezen zijn, tonen een document {reference} dat niet van ons is.} other {De lijst met openstaande posten van Yuki is nog nooit gelezen.}}',
    cure: '{read, select, yes {Geef het nummer in Yuki op als dat anders is, of synchroniseer en probeer opnieuw; staat het toch in Yuki, kies dan “anyway”.} other {Synchroniseer en probeer opnieuw; staat het toch in Yuki, kies dan “anyway”.}}',
  },
  differs: {
    detail: 'Document {reference} in Yuki is niet hetzelfde: {differences}.',
    cure: 'Is het toch hetzelfde document, {byAmount, select, yes {herhaal dan het bedrag van Yuki ({amount}) of kies “anyway”} other {kies dan “anyway”}}; geef anders het juiste nummer op, of negeer het document.',
  },
  'undo-impossible': {
    detail:
      '{paid, select, yes {Er is een betaling van dit document naar Focus overgebracht, dus Yuki heeft het.} other {Een document met status {state} is niet genegeerd en niet gekoppeld.}}',
    cure: '{paid, select, yes {Corrigeer het met de hand in beide systemen.} other {Bekijk de pagina van het document om te zien wat er te beslissen valt.}}',
  },
  'send-again-impossible': {
    detail: 'Een document met status {state} kan niet worden opgezocht en opnieuw verstuurd.',
    cure: 'Dat kan met een twijfelachtig document, en met een geëxporteerd document dat in Yuki ontbreekt en waarvan geen betaling naar Focus is overgebracht.',
  },
  'still-in-yuki': {
    detail: 'De laatste lijst van Yuki toont document {reference} nog.',
    cure: 'Er hoeft niets te worden verstuurd; synchroniseer om de lijst opnieuw te lezen als het intussen verwijderd is.',
  },
  'number-not-repeated': {
    detail: 'Het opgegeven nummer is niet dat van het document.',
    cure: 'Herhaal het nummer {number}, want wat Yuki heeft aangenomen, kan niet worden teruggenomen.',
  },
  'count-not-repeated': {
    detail:
      '{count, plural, one {# document wacht op deze oorzaak.} other {# documenten wachten op deze oorzaak.}}',
    cure: 'Herhaal het aantal {count} om over alle te beslissen.',
  },
};

export const decisionsNl = {
  ...decisionsAfterExportNl,
  ignored: '{count, plural, one {# document is terzijde gelegd.} other {# documenten zijn terzijde gelegd.}}',
  linked:
    '{count, plural, one {# document is gekoppeld; het wordt niet verstuurd en de betalingen worden gevolgd.} other {# documenten zijn gekoppeld; ze worden niet verstuurd en de betalingen worden gevolgd.}}',
  undone: 'De beslissing is ongedaan gemaakt; de volgende synchronisatie controleert het document opnieuw.',
  lookingUp:
    'Het document wordt in Yuki opgezocht; het wordt pas opnieuw verstuurd als vaststaat dat het er niet staat.',
  already:
    '{what, select, ignored {Het document was al terzijde gelegd} linked {Het document was al gekoppeld} removalAsked {De verwijdering was al gevraagd} other {De beslissing was al ongedaan gemaakt}}; er is niets gewijzigd.',
  notLinked:
    '{count, plural, one {# document blijft wachten, omdat de laatste lijst van Yuki geen gelijk document toont:} other {# documenten blijven wachten, omdat de laatste lijst van Yuki geen gelijke documenten toont:}}',
};

export const differencesNl = {
  customer: 'een andere klant ({theirs} in plaats van {ours})',
  customerUnknown: 'een klant die niet te vergelijken is ({theirs} in Yuki, {ours} in Focus)',
  date: 'met datum {theirs} in plaats van {ours}',
  amount: '{theirs} in plaats van {ours}',
};

export const standingNl = {
  ignored: 'Terzijde gelegd door {who} op {at}: {reason}',
  linked: 'Gekoppeld met document {reference} in Yuki door {who} op {at}: {reason}',
  beforeStart:
    'De datum ligt vóór de startdatum van de koppeling ({startDate}), dus het wordt niet geëxporteerd.',
  gone: 'Het is vóór de export in Focus verwijderd of weer een concept geworden, dus Yuki hoeft het niet te krijgen.',
  notSent: 'Het is niet door ons verstuurd.',
  notSentYet: 'Nog niet verstuurd.',
  doubtful:
    '{why, select, restored {Het grootboek van de koppeling komt uit een back-up en weet niet of dit document verstuurd is.} taken {Yuki zegt dat het nummer er al is; het antwoord wordt vergeleken met wat daar staat.} lost {Het antwoord op het bericht van {since} ging verloren, dus het is niet bekend of Yuki het document heeft.} other {Het is niet bekend of Yuki het document heeft.}} {timed, select, yes {Het wordt op {at} in Yuki opgezocht.} other {Het wordt bij de volgende synchronisatie in Yuki opgezocht.}} Er hoeft niets te gebeuren: het wordt nooit opnieuw verstuurd voordat het is opgezocht en vaststaat dat het er niet staat.',
  doubts:
    '{count, plural, one {# document is} other {# documenten zijn}} twijfelachtig{sinceKnown, select, yes { sinds {since}} other {}}, omdat een antwoord verloren ging of niet te vertrouwen is. {timed, select, yes {De volgende keer opzoeken in Yuki is op {at}.} other {Ze worden bij de volgende synchronisatie in Yuki opgezocht.}} Er hoeft niets te gebeuren: niets wordt opnieuw verstuurd voordat het is opgezocht en vaststaat dat het er niet staat.',
};
