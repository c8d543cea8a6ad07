/**
 * What people read, in French, in the words of bookkeepers in Belgium. The rules stand in en.ts.
 */

import { findingsFr, messagesFr } from './messages-fr.ts';

import type { Catalogue } from '../catalogue.ts';
import { completenessFr } from './completeness-fr.ts';
import { decisionsFr, differencesFr, refusalsFr, standingFr } from './deciding-fr.ts';
import { findingDetailsFr } from './finding-details-fr.ts';
import { listDoubtsFr } from './list-doubts.ts';

export const fr: Catalogue = {
  causes: {
    'account-missing': {
      what: 'Une ligne n’a pas de compte général (taux de TVA {subject}).',
      how: 'Choisissez un compte général sur la ligne dans Focus (Modifier > compte général), ou définissez un compte par défaut pour ce taux de TVA dans les paramètres de la liaison.',
    },
    'account-unknown': {
      what: 'Le compte général {subject} n’existe pas dans Yuki.',
      how: 'Créez le compte {subject} dans Yuki, ou choisissez un autre compte sur les lignes de la facture dans Focus.',
    },
    'account-disabled': {
      what: 'Le compte général {subject} est désactivé dans Yuki.',
      how: 'Réactivez le compte {subject} dans Yuki, ou choisissez un autre compte sur les lignes de la facture dans Focus.',
    },
    'account-not-revenue': {
      what: 'L’un des comptes généraux {subject} n’est pas un compte de produits.',
      how: 'Choisissez un compte de produits (70–74 en Belgique, 8 aux Pays-Bas) sur les lignes dans Focus ou dans les paramètres de la liaison.',
    },
    'accounts-refused': {
      what: 'Yuki refuse l’un des comptes généraux {subject} comme désactivé, sans dire lequel.',
      how: 'Vérifiez dans Yuki que chacun des comptes {subject} est activé.',
    },
    'vat-rate-not-linked': {
      what: 'Le taux de TVA {subject} de Focus n’est lié à aucun code TVA de Yuki.',
      how: 'Liez le taux dans les paramètres de la liaison.',
    },
    'vat-code-unknown': {
      what: 'Yuki n’a pas de code TVA de type et pourcentage {subject}.',
      how: 'Créez le code TVA dans Yuki, ou liez le taux à un autre code dans les paramètres de la liaison.',
    },
    'vat-code-not-valid-on-date': {
      what: 'Le code TVA {subject} n’est pas valable à la date du document.',
      how: 'Avancez dans Yuki le début de validité du code TVA.',
    },
    'vat-country-mismatch': {
      what: 'Le code TVA {subject} vaut pour un autre pays que celui du client.',
      how: 'Corrigez le pays du client dans Focus, ou choisissez sur les lignes le taux de TVA du bon pays.',
    },
    'vat-refused': {
      what: 'Yuki refuse le code TVA {subject}.',
      how: 'Vérifiez dans Yuki que le code TVA existe, qu’il est actif et valable à la date des documents.',
    },
    'vat-not-supported': {
      what: 'Le document comporte {subject}, que l’importation de Yuki ne connaît pas.',
      how: 'Encodez le document à la main dans Yuki et liez-le, ou ignorez-le.',
    },
    'customer-no-vat-number': {
      what: 'Un client avec des livraisons dans l’UE n’a pas de numéro de TVA valable.',
      how: 'Complétez le numéro de TVA du client dans Focus, ou changez le taux de TVA des lignes. Si Yuki refuse encore, complétez aussi le numéro sur la relation dans Yuki.',
    },
    'customer-no-country': {
      what: 'Un client n’a pas de pays.',
      how: 'Complétez le pays dans l’adresse du client dans Focus. Si Yuki refuse encore, complétez aussi le pays sur la relation dans Yuki.',
    },
    'customer-incomplete': {
      what: 'Il manque à un client : {subject}.',
      how: 'Complétez le client dans Focus.',
    },
    'customer-doubtful': {
      what: 'Yuki a des relations qui peuvent être un client de ces documents, et rien ne prouve laquelle.',
      how: 'Choisissez la relation du client, ou dites que c’est une nouvelle.',
    },
    'customer-unknown': {
      what: 'Un document est au nom d’un client que Focus ne connaît plus.',
      how: 'Utilisez « Changer de client » sur la facture dans Focus, ou liez ou ignorez le document.',
    },
    'period-closed': {
      what: 'La période avant le {subject} est clôturée dans Yuki.',
      how: 'Rouvrez la période dans Yuki.',
    },
    'number-taken': {
      what: 'Yuki a déjà un document portant l’un de nos numéros et que nous n’avons pas envoyé.',
      how: 'Comparez les deux dans Yuki : liez le document si c’est le même ; sinon, ignorez-le ou renumérotez-le.',
    },
    'number-twice': {
      what: 'Deux documents dans Focus portent le même numéro ; l’autre est {subject}.',
      how: 'Donnez un autre numéro à l’un des deux dans Focus, ou ignorez celui-ci si c’est le même document.',
    },
    'currency-not-supported': {
      what: 'Les documents en {subject} ne sont pas admis pour ce dossier.',
      how: 'Admettez la devise dans les paramètres de la liaison dès que le comptable est d’accord, ou encodez les documents dans Yuki et liez-les.',
    },
    'zero-total': {
      what: 'Le total du document est zéro.',
      how: 'Ignorez le document ; il n’y a rien à comptabiliser dans Yuki.',
    },
    'totals-inconsistent': {
      what: 'La somme des lignes que Focus montre n’est pas égale à ses totaux.',
      how: 'Ouvrez le document dans Focus et enregistrez-le à nouveau ; signalez-le si cela persiste.',
    },
    'document-incomplete': {
      what: 'Il manque au document : {subject}.',
      how: 'Complétez le document dans Focus.',
    },
    'document-too-large': {
      what: 'Le document a {subject}, plus que ce qui peut être envoyé à Yuki.',
      how: 'Encodez le document à la main dans Yuki et ignorez-le ici, ou divisez-le dans Focus.',
    },
    'document-unreadable': {
      what: 'Focus présente le document d’une manière que nous ne pouvons pas lire ({subject}).',
      how: 'Ouvrez le document dans Focus et enregistrez-le à nouveau ; signalez-le si cela persiste.',
    },
    'customer-unreadable': {
      what: 'Focus présente un client d’une manière que nous ne pouvons pas lire ({subject}).',
      how: 'Ouvrez le client dans Focus et enregistrez-le à nouveau ; signalez-le si cela persiste.',
    },
    unclassified: {
      what: 'Yuki a refusé un document avec un texte que nous ne connaissons pas.',
      how: 'Lisez le texte de Yuki sur la page du document ; supprimez la cause et réessayez, ou liez ou ignorez le document.',
    },
    'module-off': {
      what: 'Le module Factures est désactivé dans Yuki.',
      how: 'Demandez au comptable ou à Yuki d’activer le module.',
    },
    'yuki-access': {
      what: 'Yuki refuse la clé API.',
      how: 'Vérifiez la clé dans Yuki sous Paramètres > Intégrations > Webservices, et donnez-en une nouvelle à la liaison.',
    },
    'yuki-right-missing': {
      what: '{named, select, yes {La clé API n’a pas de droit pour {subject}.} other {Il manque à la clé API un droit dont le connecteur a besoin.}}',
      how: 'Donnez à la clé tous les webservices dans Yuki sous Paramètres > Intégrations > Webservices.',
    },
    'administration-gone': {
      what: 'Le dossier n’est plus accessible avec cette clé.',
      how: 'Vérifiez dans Yuki que le dossier est actif et que la clé lui appartient.',
    },
    'focus-access': {
      what: 'Teamleader Focus nous a retiré l’accès.',
      how: 'Autorisez à nouveau la liaison avec le compte d’un administrateur de Focus.',
    },
    'yuki-unreachable': {
      what: 'Yuki est inaccessible.',
      how: 'Rien à faire ; un nouvel essai a lieu de lui-même.',
    },
    'focus-unreachable': {
      what: 'Teamleader Focus est inaccessible.',
      how: 'Rien à faire ; un nouvel essai a lieu de lui-même.',
    },
    'quota-used': {
      what: 'Le nombre quotidien d’appels aux webservices de Yuki est épuisé.',
      how: 'Cela reprend au renouvellement du quota du jour. Yuki peut augmenter le nombre (Paramètres du domaine > Webservices) ; choisissez alors « retry ».',
    },
    'answer-implausible': {
      what: 'La liste des postes ouverts de Yuki n’est pas crédible{named, select, yes { : {subject}} other {}}.',
      how: 'Vérifiez dans Yuki que les postes ouverts sont corrects, puis choisissez « retry » ; une seconde lecture identique suffit aussi.',
    },
    'second-exporter': {
      what: 'Quelqu’un d’autre semble exporter la même entité : en un jour, les numéros de trois nouveaux documents étaient dans Yuki avant que nous les envoyions.',
      how: 'Désactivez l’autre liaison (celle de Teamleader avec Yuki, le Booster, un autre outil), ou laissez-lui l’exportation. Choisissez ensuite « retry ».',
    },
    'ledger-behind': {
      what: 'Le registre du connecteur est plus ancien que ce dont le workflow se souvient (sauvegarde restaurée ?).',
      how: 'Vérifiez la sauvegarde restaurée, puis choisissez « retry » ; tout est recherché dans Yuki avant tout envoi.',
    },
    'impossible-state': {
      what: 'Il s’est produit quelque chose d’impossible ; rien n’est envoyé avant que quelqu’un ne regarde.',
      how: 'Signalez-le aux exploitants du connecteur avec l’adresse de ce workflow.',
    },
    'paused-by-person': {
      what: 'Quelqu’un a mis la liaison en pause.',
      how: 'Choisissez « resume ».',
    },
  },
  who: {
    focusUser: 'un utilisateur de Teamleader Focus',
    accountant: 'le comptable, dans Yuki',
    administrator: 'l’administrateur de cette liaison',
    yuki: 'Yuki',
    developer: 'les exploitants du connecteur',
    time: 'personne ; cela passe',
  },
  terms: {
    'a number': 'un numéro',
    'a date': 'une date',
    lines: 'des lignes',
    'a VAT rate on a line': 'un taux de TVA sur une ligne',
    'a name': 'un nom',
    'a valid e-mail address': 'une adresse e-mail valable',
    'the margin scheme': 'le régime de la marge',
    'an amount of more than ten digits': 'un montant de plus de dix chiffres',
    'more than 1000 lines': 'plus de 1000 lignes',
    'a number of more than 100 characters': 'un numéro de plus de 100 caractères',
    'more than 3 MB of text': 'plus de 3 Mo de texte',
    'withholding tax': 'une retenue à la source',
    Sales: 'Ventes (Sales)',
    ...listDoubtsFr,
  },
  byItself: {
    local:
      '{timed, select, yes {Un nouvel examen a lieu le {at}, sans appel à Yuki, et chaque fois qu’une synchronisation montre que la cause a peut-être disparu.} other {Un nouvel examen a lieu chaque jour, sans appel à Yuki, et chaque fois qu’une synchronisation montre que la cause a peut-être disparu.}} Ce qui peut alors partir part avec la prochaine synchronisation.',
    oneDocument:
      '{timed, select, yes {L’un des documents est envoyé le {at} pour essayer.} other {L’un des documents est envoyé chaque jour pour essayer.}} Si Yuki l’accepte, les autres partent avec la prochaine synchronisation.',
    person: 'Rien ; une personne décide.',
    run: '{timed, select, yes {Un nouvel essai a lieu le {at}, d’abord avec un seul document.} other {Un nouvel essai a lieu, d’abord avec un seul document.}}',
    retry: 'Rien ; cela reprend après « retry ».',
    resume: 'Rien ; cela reprend après « resume ».',
  },
  counts: {
    waiting: '{count, plural, one {# document en attente} other {# documents en attente}}',
    more: '{count, plural, one {et # autre} other {et # autres}}',
  },
  shown: {
    waitingSince: '{waiting} depuis {since}',
    what: 'Quoi : {text}',
    cure: 'Remède ({who}) : {text}',
    byItself: 'De lui-même : {text}',
    documents: 'Documents : {numbers}',
    nothingWaits: 'Rien n’attend.',
    pausedSince: 'En pause depuis {since} : {text}',
    waits: 'Attend : {text}',
    yukisWords: 'Texte de Yuki : {text}',
    withoutPdf: 'Sans le PDF d’origine : {text}',
  },
  withoutPdf: {
    notThere: 'Focus n’avait pas, ou pas encore, de PDF du document au moment de l’envoi.',
    notFetched: 'Le PDF n’a pas pu être récupéré à temps dans Focus.',
    tooLarge: 'Le PDF dépasse 2,9 Mo, ou ne tient pas dans un message avec son document.',
    notPdf: 'Ce que Focus a donné comme PDF n’en est pas un.',
    refusedByYuki: 'Yuki a refusé le document avec son PDF ; il est envoyé une fois de plus, sans.',
    lostBefore: 'Un message avec le PDF n’est pas arrivé dans Yuki ; le document est renvoyé sans.',
  },
  findingDetails: findingDetailsFr,
  messages: messagesFr,
  findings: findingsFr,
  completeness: completenessFr,
  refusals: refusalsFr,
  decisions: decisionsFr,
  differences: differencesFr,
  standing: standingFr,
};
