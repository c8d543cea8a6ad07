/**
 * What people read, in Dutch, in the words of bookkeepers in the Netherlands and Flanders. The rules stand in en.ts.
 */

import { findingsNl, messagesNl } from './messages-nl.ts';

import type { Catalogue } from '../catalogue.ts';
import { completenessNl } from './completeness-nl.ts';
import { decisionsNl, differencesNl, refusalsNl, standingNl } from './deciding-nl.ts';
import { findingDetailsNl } from './finding-details-nl.ts';
import { listDoubtsNl } from './list-doubts.ts';

export const nl: Catalogue = {
  causes: {
    'account-missing': {
      what: 'Een regel heeft geen grootboekrekening (btw-tarief {subject}).',
      how: 'Kies in Focus een grootboekrekening op de regel (Bewerken > grootboekrekening), of stel in de instellingen van de koppeling een standaardrekening in voor dit btw-tarief.',
    },
    'account-unknown': {
      what: 'Grootboekrekening {subject} bestaat niet in Yuki.',
      how: 'Maak grootboekrekening {subject} aan in Yuki, of kies in Focus een andere rekening op de factuurregels.',
    },
    'account-disabled': {
      what: 'Grootboekrekening {subject} is uitgeschakeld in Yuki.',
      how: 'Schakel grootboekrekening {subject} in Yuki weer in, of kies in Focus een andere rekening op de factuurregels.',
    },
    'account-not-revenue': {
      what: 'Een van de grootboekrekeningen {subject} is geen omzetrekening.',
      how: 'Kies een omzetrekening (70–74 in België, 8 in Nederland) op de regels in Focus of in de instellingen van de koppeling.',
    },
    'accounts-refused': {
      what: 'Yuki weigert een van de grootboekrekeningen {subject} als uitgeschakeld, zonder te zeggen welke.',
      how: 'Controleer in Yuki of elk van de grootboekrekeningen {subject} is ingeschakeld.',
    },
    'vat-rate-not-linked': {
      what: 'Btw-tarief {subject} van Focus is niet gekoppeld aan een btw-code van Yuki.',
      how: 'Koppel het tarief in de instellingen van de koppeling.',
    },
    'vat-code-unknown': {
      what: 'Yuki heeft geen btw-code met type en percentage {subject}.',
      how: 'Maak de btw-code aan in Yuki, of koppel het tarief aan een andere btw-code in de instellingen van de koppeling.',
    },
    'vat-code-not-valid-on-date': {
      what: 'Btw-code {subject} is niet geldig op de datum van het document.',
      how: 'Vervroeg in Yuki de begindatum van de geldigheid van de btw-code.',
    },
    'vat-country-mismatch': {
      what: 'Btw-code {subject} geldt voor een ander land dan dat van de klant.',
      how: 'Verbeter het land van de klant in Focus, of kies op de regels het btw-tarief van het juiste land.',
    },
    'vat-refused': {
      what: 'Yuki weigert btw-code {subject}.',
      how: 'Controleer in Yuki of de btw-code bestaat, actief is en geldig is op de datum van de documenten.',
    },
    'vat-not-supported': {
      what: 'Het document bevat {subject}; dat kan niet in Yuki worden geïmporteerd.',
      how: 'Voer het document met de hand in Yuki in en koppel het, of negeer het.',
    },
    'customer-no-vat-number': {
      what: 'Een klant met leveringen binnen de EU heeft geen geldig btw-nummer.',
      how: 'Vul in Focus het btw-nummer van de klant in, of wijzig het btw-tarief van de regels. Weigert Yuki het opnieuw, vul het nummer dan ook in bij de relatie in Yuki.',
    },
    'customer-no-country': {
      what: 'Een klant heeft geen land.',
      how: 'Vul in Focus het land in bij het adres van de klant. Weigert Yuki het opnieuw, vul het land dan ook in bij de relatie in Yuki.',
    },
    'customer-incomplete': {
      what: 'Bij een klant ontbreekt {subject}.',
      how: 'Vul de klant aan in Focus.',
    },
    'customer-doubtful': {
      what: 'Yuki heeft relaties die een klant van deze documenten kunnen zijn, en niets bewijst welke het is.',
      how: 'Kies de relatie van de klant, of zeg dat het een nieuwe is.',
    },
    'customer-unknown': {
      what: 'Een document staat op naam van een klant die Focus niet meer kent.',
      how: 'Kies op de factuur in Focus “Klant wijzigen”, of koppel of negeer het document.',
    },
    'period-closed': {
      what: 'De periode vóór {subject} is afgesloten in Yuki.',
      how: 'Heropen de periode in Yuki.',
    },
    'number-taken': {
      what: 'Yuki heeft al een document met een van onze nummers dat wij niet hebben verstuurd.',
      how: 'Vergelijk de twee in Yuki: koppel het document als het hetzelfde is; is het een ander, negeer het of geef het een ander nummer.',
    },
    'number-twice': {
      what: 'Twee documenten in Focus hebben hetzelfde nummer; het andere is {subject}.',
      how: 'Geef een van beide in Focus een ander nummer, of negeer dit als het hetzelfde document is.',
    },
    'currency-not-supported': {
      what: 'Documenten in {subject} zijn niet toegestaan voor deze administratie.',
      how: 'Sta de valuta toe in de instellingen van de koppeling zodra de accountant akkoord is, of voer de documenten in Yuki in en koppel ze.',
    },
    'zero-total': {
      what: 'Het totaal van het document is nul.',
      how: 'Negeer het document; er is voor Yuki niets te boeken.',
    },
    'totals-inconsistent': {
      what: 'De regels die Focus toont, tellen niet op tot de totalen.',
      how: 'Open het document in Focus en sla het opnieuw op; meld het als het zo blijft.',
    },
    'document-incomplete': {
      what: 'In het document ontbreekt {subject}.',
      how: 'Vul het document aan in Focus.',
    },
    'document-too-large': {
      what: 'Het document heeft {subject}, en dat is meer dan naar Yuki gestuurd kan worden.',
      how: 'Voer het document met de hand in Yuki in en negeer het hier, of splits het in Focus.',
    },
    'document-unreadable': {
      what: 'Focus toont het document op een manier die wij niet kunnen lezen ({subject}).',
      how: 'Open het document in Focus en sla het opnieuw op; meld het als het zo blijft.',
    },
    'customer-unreadable': {
      what: 'Focus toont een klant op een manier die wij niet kunnen lezen ({subject}).',
      how: 'Open de klant in Focus en sla hem opnieuw op; meld het als het zo blijft.',
    },
    unclassified: {
      what: 'Yuki heeft een document geweigerd met een tekst die wij niet kennen.',
      how: 'Lees de tekst van Yuki op de pagina van het document; verhelp de oorzaak en probeer opnieuw, of koppel of negeer het document.',
    },
    'module-off': {
      what: 'De module Facturen staat uit in Yuki.',
      how: 'Vraag de accountant of Yuki om de module in te schakelen.',
    },
    'yuki-access': {
      what: 'Yuki weigert de API-sleutel.',
      how: 'Controleer de sleutel in Yuki onder Instellingen > Webservices, en geef de koppeling een nieuwe.',
    },
    'yuki-right-missing': {
      what: '{named, select, yes {De API-sleutel heeft geen recht op {subject}.} other {De API-sleutel mist een recht dat de connector nodig heeft.}}',
      how: 'Geef de sleutel in Yuki onder Instellingen > Webservices recht op alle webservices.',
    },
    'administration-gone': {
      what: 'De administratie is met deze sleutel niet meer bereikbaar.',
      how: 'Controleer in Yuki of de administratie actief is en of de sleutel erbij hoort.',
    },
    'focus-access': {
      what: 'Teamleader Focus heeft onze toegang ingetrokken.',
      how: 'Geef de koppeling opnieuw toegang met het account van een beheerder van Focus.',
    },
    'yuki-unreachable': {
      what: 'Yuki is niet bereikbaar.',
      how: 'U hoeft niets te doen; het wordt vanzelf opnieuw geprobeerd.',
    },
    'focus-unreachable': {
      what: 'Teamleader Focus is niet bereikbaar.',
      how: 'U hoeft niets te doen; het wordt vanzelf opnieuw geprobeerd.',
    },
    'quota-used': {
      what: 'Het dagelijkse aantal webservice-aanroepen van Yuki is opgebruikt.',
      how: 'Het gaat verder zodra het aantal van de dag is vernieuwd. Yuki kan het aantal verhogen (Domeininstellingen > Webservices); kies daarna “retry”.',
    },
    'answer-implausible': {
      what: 'De lijst met openstaande posten van Yuki is ongeloofwaardig{named, select, yes {: {subject}} other {}}.',
      how: 'Controleer in Yuki of de openstaande posten kloppen en kies daarna “retry”; een tweede lezing die hetzelfde toont, gaat ook verder.',
    },
    'second-exporter': {
      what: 'Iemand anders lijkt dezelfde entiteit te exporteren: binnen een dag stonden de nummers van drie nieuwe documenten al in Yuki voordat wij ze verstuurden.',
      how: 'Schakel de andere koppeling uit (de eigen link van Teamleader met Yuki, de Booster, een ander programma), of laat het exporteren aan haar over. Kies daarna “retry”.',
    },
    'ledger-behind': {
      what: 'Het register van de connector is ouder dan wat de workflow zich herinnert (back-up teruggezet?).',
      how: 'Controleer de teruggezette back-up en kies daarna “retry”; alles wordt in Yuki opgezocht voordat er iets wordt verstuurd.',
    },
    'impossible-state': {
      what: 'Er is iets gebeurd wat niet kan gebeuren; er wordt niets verstuurd totdat iemand kijkt.',
      how: 'Meld het aan de beheerders van de connector, met het adres van deze workflow.',
    },
    'paused-by-person': {
      what: 'Iemand heeft de koppeling gepauzeerd.',
      how: 'Kies “resume”.',
    },
  },
  who: {
    focusUser: 'een gebruiker van Teamleader Focus',
    accountant: 'de accountant, in Yuki',
    administrator: 'de beheerder van deze koppeling',
    yuki: 'Yuki',
    developer: 'de beheerders van de connector',
    time: 'niemand; het gaat vanzelf over',
  },
  terms: {
    'a number': 'een nummer',
    'a date': 'een datum',
    lines: 'een regel',
    'a VAT rate on a line': 'een btw-tarief op een regel',
    'a name': 'een naam',
    'a valid e-mail address': 'een geldig e-mailadres',
    'the margin scheme': 'de margeregeling',
    'an amount of more than ten digits': 'een bedrag van meer dan tien cijfers',
    'more than 1000 lines': 'meer dan 1000 regels',
    'a number of more than 100 characters': 'een nummer van meer dan 100 tekens',
    'more than 3 MB of text': 'meer dan 3 MB tekst',
    'withholding tax': 'bronbelasting',
    Sales: 'Verkoop (Sales)',
    ...listDoubtsNl,
  },
  byItself: {
    local:
      '{timed, select, yes {Er wordt op {at} opnieuw gekeken, zonder aanroep naar Yuki, en telkens als een synchronisatie toont dat de oorzaak misschien weg is.} other {Er wordt elke dag opnieuw gekeken, zonder aanroep naar Yuki, en telkens als een synchronisatie toont dat de oorzaak misschien weg is.}} Wat dan weg mag, vertrekt met de volgende synchronisatie.',
    oneDocument:
      '{timed, select, yes {Op {at} wordt één van de documenten verstuurd om het te proberen.} other {Elke dag wordt één van de documenten verstuurd om het te proberen.}} Aanvaardt Yuki het, dan vertrekken de andere met de volgende synchronisatie.',
    person: 'Niets; een mens beslist.',
    run: '{timed, select, yes {Op {at} wordt het opnieuw geprobeerd, eerst met één document.} other {Het wordt opnieuw geprobeerd, eerst met één document.}}',
    retry: 'Niets; het gaat verder na “retry”.',
    resume: 'Niets; het gaat verder na “resume”.',
  },
  counts: {
    waiting: '{count, plural, one {# document wacht} other {# documenten wachten}}',
    more: '{count, plural, one {en nog #} other {en nog #}}',
  },
  shown: {
    waitingSince: '{waiting} sinds {since}',
    what: 'Wat: {text}',
    cure: 'Oplossing ({who}): {text}',
    byItself: 'Vanzelf: {text}',
    documents: 'Documenten: {numbers}',
    nothingWaits: 'Er wacht niets.',
    pausedSince: 'Gepauzeerd sinds {since}: {text}',
    waits: 'Wacht: {text}',
    yukisWords: 'De tekst van Yuki: {text}',
    withoutPdf: 'Zonder de originele pdf: {text}',
  },
  withoutPdf: {
    notThere: 'Focus had bij het verzenden geen pdf van het document, of nog geen.',
    notFetched: 'De pdf kon niet op tijd bij Focus worden opgehaald.',
    tooLarge: 'De pdf is groter dan 2,9 MB, of past niet samen met het document in één bericht.',
    notPdf: 'Wat Focus als pdf gaf, is er geen.',
    refusedByYuki: 'Yuki weigerde het document met de pdf; het gaat nog één keer zonder.',
    lostBefore: 'Een bericht met de pdf is niet in Yuki aangekomen; het document gaat opnieuw, zonder.',
  },
  findingDetails: findingDetailsNl,
  messages: messagesNl,
  findings: findingsNl,
  completeness: completenessNl,
  refusals: refusalsNl,
  decisions: decisionsNl,
  differences: differencesNl,
  standing: standingNl,
};
