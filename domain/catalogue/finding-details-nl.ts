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
  'nothing-differs': {
    detail: 'Over dit document is niets gemeld dat zo gelaten of als verbeterd genoteerd kan worden.',
    cure: 'Bekijk de pagina van het document en de meldingen van de koppeling.',
  },
} as const;

export const decisionsAfterExportNl = {
  left: 'Het blijft zo; hetzelfde wordt niet opnieuw gemeld.',
  corrected: 'Het is genoteerd als verbeterd in Yuki; Yuki wordt voortaan vergeleken met wat Focus nu toont.',
} as const;
