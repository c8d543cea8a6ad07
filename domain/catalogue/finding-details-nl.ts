/** What is said, in Dutch, about what was reported without stopping anything; see finding-details-en.ts. */

export const findingDetailsNl = {
  changedAfterExport: {
    what: '{number} is in Focus gewijzigd na de export: {changes}. In Yuki staat het document zoals het was, en er wordt niets opnieuw verstuurd.',
    how: 'Maak in Focus een creditnota en een nieuwe factuur, die allebei geëxporteerd worden; of verbeter het document in Yuki en noteer het als verbeterd; of laat het zo.',
  },
  goneFromFocus: {
    what: '{unbooked, select, yes {{number} is in Focus weer een concept, hoewel het geëxporteerd is.} other {{number} is na de export in Focus verwijderd.}} In Yuki staat het met {amount}, en daar blijft het.',
    how: 'Een geëxporteerd document wordt met een creditnota teruggenomen. Verwijder het met de hand in Yuki als de accountant akkoord gaat en noteer het als verbeterd, of laat het zo. Een nieuw document met hetzelfde nummer wacht tot iemand beslist.',
  },
  goneFromYuki: {
    what: 'De boekhouding in Yuki toont {reference} ({amount}, van {date}) niet meer; misschien is het daar verwijderd of hernummerd.',
    how: 'Zoek het in Yuki. Is het per vergissing verwijderd, kies dan opnieuw versturen: het wordt eerst opgezocht en gaat onder dezelfde referentie. Laat het anders zo.',
  },
  amountDiffers: {
    what: 'Het bedrag in Yuki is {theirs}, niet dat van het document.',
    how: 'Verbeter het document in Yuki, of laat het zo.',
  },
  renumbered: {
    what: 'Het document staat in Yuki onder een ander nummer{renamed, select, yes {, {reference}} other {}}.',
    how: 'Geef het in Yuki zijn nummer terug, of laat het zo.',
  },
  datedOtherwiseInYuki: {
    what: '{reference} heeft in Yuki de datum {theirs}, niet {ours}.',
    how: 'Verbeter de datum in Yuki, of laat het zo.',
  },
  twiceInYuki: {
    what: 'De boekhouding in Yuki toont {reference} {count} keer.',
    how: 'Vergelijk ze in Yuki en verwijder daar wat te veel is, of laat het zo.',
  },
  completenessUnexplained: {
    what: 'De twee systemen vertellen niet hetzelfde: {count, plural, one {# verschil} other {# verschillen}} zonder verklaring, samen {amount}.',
    how: 'Bekijk ze met “reconcile”, of op de pagina over volledigheid.',
  },
  completenessUnknown: {
    what: '{implausible, select, yes {De boekhouding in Yuki toont zo weinig van de geëxporteerde documenten dat het antwoord niet geloofd wordt.} other {De twee systemen konden niet vergeleken worden.}} Daardoor is van niets bekend dat het ontbreekt.',
    how: 'Ga in Yuki na of de boekhouding van deze administratie volledig is; bij een van de volgende synchronisaties wordt het opnieuw geprobeerd.',
  },
  reversed: {
    what: 'Yuki toont {amount} van deze factuur opnieuw open; Focus toont ze nog als betaald.',
    how: 'Vraag de boekhouder of de betaling definitief ongedaan is gemaakt. Zo ja, kies betalingen verwijderen, of verwijder ze met de hand in Focus; wordt ze in Yuki opnieuw afgepunt, dan hoeft er niets te gebeuren; of laat het zo.',
  },
  overpaid: {
    what: 'In Yuki is {amount} meer ontvangen dan deze factuur vraagt.',
    how: 'Betaal het terug of punt het in Yuki af met een andere factuur, of laat het zo.',
  },
  moreThanDue: {
    what: 'Yuki toont {amount} meer dan Focus nog verschuldigd had van deze factuur; Focus kreeg te horen wat verschuldigd was.',
    how: 'Vergelijk de creditnota’s en betalingen van beide kanten, of laat het zo.',
  },
  paymentRefused: {
    what: '{amount} die Yuki als betaald toont, is niet in Focus geregistreerd: {why, select, goneFromFocus {de factuur is er niet meer} otherCurrency {de factuur is in een andere munt} notBooked {de factuur is een ontwerp} nothingDue {er is niets meer verschuldigd op de factuur} refusedByFocus {Focus weigerde de betaling} unreadable {de factuur kon niet gelezen worden en wordt opnieuw gelezen} other {het kon niet beslist worden}}.',
    how: 'Bekijk de factuur in Focus en registreer de betaling daar met de hand als ze ontbreekt, of laat het zo.',
  },
  partInOtherCurrency: {
    what: 'Op deze factuur kwam {amount} binnen in de munt van Yuki, die niet die van de factuur is; een deel wordt niet op de gok omgerekend.',
    how: 'Het wordt geregistreerd zodra de factuur volledig betaald is. Registreer het deel met de hand in Focus als het eerder nodig is, of laat het zo.',
  },
  settledWithoutMoney: {
    what: '{amount} van deze factuur is in Yuki vereffend zonder geld: {why, select, moved {een betaling werd verplaatst} writtenOff {het werd weggeboekt} other {een creditnota werd verrekend}}. In Focus is niets geregistreerd.',
    how: 'Er hoeft niets te gebeuren als Focus de creditnota toont; verbeter het anders daar, of laat het zo.',
  },
  settlementUnproven: {
    what: '{reference} ({amount}, gedateerd {date}) staat niet meer bij de openstaande posten van Yuki, en de boeken van Yuki zeggen niet wat ermee gebeurd is. In Focus is niets geregistreerd.',
    how: 'Zoek het in Yuki. Het wordt eens per dag opnieuw gezocht, en geregistreerd zodra de boeken het tonen. Laat het anders zo.',
  },
  neverSeenInYuki: {
    what: 'Yuki heeft dit document aanvaard en nooit als openstaand getoond.',
    how: 'Zoek het in Yuki: misschien is het meteen vereffend, of niet geboekt. Laat het anders zo.',
  },
  paidInFocusOnly: {
    what: 'Focus toont {amount} van deze factuur als betaald terwijl Yuki het open toont; geen bank of kas heeft het in Yuki gebracht.',
    how: 'Vraag wie ze als betaald heeft gemarkeerd waar het geld is, en punt het af of boek het in Yuki; het is vanzelf voorbij zodra Yuki het betaald toont. Was het een vergissing, verwijder dan de betaling in Focus; of laat het zo.',
  },
  paymentsNotRemoved: {
    what: 'De betalingen van deze factuur zijn niet verwijderd in Focus: {why, select, differs {Focus toont {paid} als betaald en niet {confirmed}, wat bevestigd was} uncertain {een antwoord ging verloren en de betalingen zijn intussen andere} goneFromFocus {de factuur is er niet meer} refusedByFocus {Focus weigerde het} other {het kon niet beslist worden}}.',
    how: 'Bekijk de factuur in Focus. Moeten de betalingen toch weg, zeg het dan nog eens met het bedrag dat Focus toont, of verwijder ze daar met de hand; of laat het zo.',
  },
  journalNotAccepted: {
    what: 'Van {amount} die in Focus betaald is, is niet zeker dat Yuki de memoriaalboeking {mark} heeft: {why, select, uncertain {het antwoord ging verloren en Yuki toont ze niet; ze vertrekt nooit vanzelf opnieuw} closed {de periode is afgesloten} disabled {een rekening is uitgeschakeld} unknown {een rekening bestaat niet} contact {Yuki kent de klant niet} other {Yuki weigerde ze}}.',
    how: '{why, select, uncertain {Zoek in Yuki een memoriaalboeking met {mark}. Is ze er niet, voer de betaling dan met de hand in; laat het daarna zo.} closed {Open de periode in Yuki, of voer de betaling daar met de hand in en laat het zo. Na een dag volgt een nieuwe poging, daarna steeds zeldzamer.} other {Zet de rekening aan of voeg ze toe in Yuki, of kies een andere in de instellingen, die meteen geprobeerd wordt; dezelfde komt na een dag opnieuw aan de beurt, daarna steeds zeldzamer. Of voer de betaling daar met de hand in en laat het zo.}}',
  },
  journalUnmatched: {
    what: '{amount} die in Focus betaald is, staat in Yuki als lijn van een memoriaalboeking die niet afgepunt is.',
    how: 'Punt ze in Yuki af met haar factuur; dan is het vanzelf voorbij, en Focus kent de betaling al. Heeft de bank dezelfde betaling gebracht, haal de memoriaalboeking dan uit Yuki: ze zou er twee keer staan.',
  },
  changes: {
    amount: 'bedrag {before} → {now}',
    vat: 'btw-tarieven van hetzelfde bedrag',
    date: 'datum {before} → {now}',
    number: 'nummer {before} → {now}',
    customer: 'een andere klant',
    currency: 'munt {before} → {now}',
    entity: 'een andere entiteit',
    lines: 'rekeningen of btw-tarieven van de lijnen',
  },
} as const;

export const refusalsAfterExportNl = {
  'nothing-reversed': {
    detail: 'Yuki toont geen ongedaan gemaakt geld van dit document; er wordt dus niets verwijderd in Focus.',
    cure: 'Bekijk de meldingen van de koppeling; betalingen kunnen verwijderd worden van een factuur waarvan Yuki geld opnieuw open toont.',
  },
  'removal-not-confirmed': {
    detail:
      'Focus toont {all} van deze factuur als betaald, waarvan {ours} door ons geregistreerd{hasOthers, select, yes { en {others} door anderen} other {}}. Het kan alles verwijderen of niets.',
    cure: '{hasOthers, select, yes {Verbeter de betalingen liever met de hand in Focus. Om ze alle te verwijderen, ook die van anderen, herhaalt u het bedrag {all}, en registreert u die van de anderen daarna weer in Focus.} other {Herhaal het bedrag {all} om het te verwijderen.}}',
  },
  'nothing-differs': {
    detail: 'Over dit document is niets gemeld dat zo gelaten of als verbeterd genoteerd kan worden.',
    cure: 'Bekijk de pagina van het document en de meldingen van de koppeling.',
  },
} as const;

export const decisionsAfterExportNl = {
  removalAsked:
    'De volgende synchronisatie leest beide kanten opnieuw en verwijdert dan alle betalingen van deze factuur in Focus. Wat Yuki nog als betaald toont, wordt daarna opnieuw geregistreerd.',
  left: 'Het blijft zo; hetzelfde wordt niet opnieuw gemeld.',
  corrected: 'Het is genoteerd als verbeterd in Yuki; Yuki wordt voortaan vergeleken met wat Focus nu toont.',
} as const;
