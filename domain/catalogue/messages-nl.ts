/** The words of messages to people, in Dutch; a part of nl.ts. */

export const messagesNl = {
  subjectNeeds:
    '{count, plural, one {# zaak heeft iemand nodig} other {# zaken hebben iemand nodig}} – {name}',
  subjectStill:
    '{count, plural, one {# zaak heeft nog steeds iemand nodig} other {# zaken hebben nog steeds iemand nodig}} – {name}',
  subjectOver: '{count, plural, one {# zaak is voorbij} other {# zaken zijn voorbij}} – {name}',
  greeting: 'Dit is de connector tussen Teamleader Focus en Yuki, over {name}.',
  needs: 'Hier is iemand nodig:',
  still: 'Dit is nog niet opgelost:',
  over: 'Dit is voorbij:',
  more: '{count, plural, one {Nog # soort zaak wordt hier niet genoemd.} other {Nog # soorten zaken worden hier niet genoemd.}}',
  link: 'Alles hierover: {link}',
  footer: 'Al het andere gaat intussen door. (Bericht {id})',
  trialSubject: 'Een proef – {name}',
  trial: 'Berichten van de connector tussen Teamleader Focus en Yuki over {name} komen hier aan.',
  pageTitle: 'Koppeling {id}',
  page: 'Wat er bij deze koppeling wacht, waarom en wie het kan oplossen, zegt de opdrachtregel van de connector. Typ waar hij draait:',
  ended: {
    cured: 'De oorzaak is weg.',
    ignored: 'Iemand heeft de documenten terzijde gelegd.',
    linked: 'Iemand heeft de documenten gekoppeld aan wat in Yuki staat.',
    closed: 'Het is afgehandeld of vanzelf verdwenen.',
  },
};

export const findingsNl = {
  reversed: 'Geld dat in Yuki was afgeletterd, staat weer open; in Focus blijft het betaald.',
  overpaid: 'Er kwam meer geld binnen dan een factuur vraagt.',
  refund: 'Er ging geld terug naar een klant; in Focus wordt daarvan niets geregistreerd.',
  paidInFocusOnly: 'Een document is betaald in Focus en staat open in Yuki.',
  paymentsNotRemoved: 'Betalingen die iemand in Focus verwijderd wilde, staan er nog.',
  journalNotAccepted:
    'Een betaling van Focus is niet met zekerheid via een memoriaalboeking in Yuki geraakt.',
  journalUnmatched: 'Een lijn van een memoriaalboeking moet in Yuki nog met haar factuur afgepunt worden.',
  unexplained: 'Geld van een klant past bij geen factuur.',
  neverSeenInYuki: 'Yuki heeft een document aangenomen en nooit bij de openstaande posten getoond.',
  settlementUnproven: 'Een document staat niet meer open in Yuki, en of het betaald is valt niet te zeggen.',
  numberNotFound: 'Een document wordt in Yuki niet gevonden onder zijn nummer.',
  doubleAcceptance: 'Alarm: Yuki heeft één document uit twee pogingen aangenomen.',
  acceptedNotProcessed: 'Yuki heeft een document aangenomen en nog niet verwerkt.',
  amountDiffers: 'Het bedrag van een document in Yuki is niet dat van Focus.',
  changedAfterExport: 'Een document is in Focus gewijzigd nadat het naar Yuki was gegaan.',
  goneFromFocus: 'Een document dat naar Yuki is gegaan, staat niet meer in Focus.',
  goneFromYuki: 'Een document staat niet meer in Yuki.',
  paymentRefused: 'Focus weigert een betaling die is binnengekomen.',
  unreadableEntry: 'Een lijst van Focus bevat iets wat niet kan worden gelezen.',
  numbersOverlap: 'Twee entiteiten van één administratie tellen vanaf dezelfde nummers.',
  creditedNotInYuki: 'Een creditnota is verstuurd waarvan de factuur niet in Yuki staat.',
  datedOtherwiseInYuki: 'Een document heeft in Yuki een andere datum dan in Focus.',
  twiceInYuki: 'De boeken van Yuki tonen een nummer meer dan één keer.',
  completenessUnexplained: 'De twee systemen vertellen niet hetzelfde verhaal.',
  completenessUnknown: 'De twee systemen konden niet worden vergeleken.',
  other: 'Er is iets gevonden waar iemand naar moet kijken ({key}).',
};
