/** The words of messages to people, in French; a part of fr.ts. */

export const messagesFr = {
  subjectNeeds:
    '{count, plural, one {# point demande une intervention} other {# points demandent une intervention}} – {name}',
  subjectStill:
    '{count, plural, one {# point demande toujours une intervention} other {# points demandent toujours une intervention}} – {name}',
  subjectOver: '{count, plural, one {# point est réglé} other {# points sont réglés}} – {name}',
  greeting: 'Ceci est le connecteur entre Teamleader Focus et Yuki, au sujet de {name}.',
  needs: 'Une intervention est nécessaire :',
  still: 'Ceci n’est pas encore réglé :',
  over: 'Ceci est réglé :',
  more: '{count, plural, one {# autre sorte de point n’est pas citée ici.} other {# autres sortes de points ne sont pas citées ici.}}',
  link: 'Tous les détails : {link}',
  footer: 'Tout le reste continue entre-temps. (Message {id})',
  trialSubject: 'Un essai – {name}',
  trial: 'Les messages du connecteur entre Teamleader Focus et Yuki au sujet de {name} arrivent ici.',
  pageTitle: 'Liaison {id}',
  page: 'Ce qui attend sur cette liaison, pourquoi, et qui peut y remédier est indiqué par la ligne de commande du connecteur. Là où il fonctionne, tapez :',
  ended: {
    cured: 'La cause a disparu.',
    ignored: 'Quelqu’un a mis les documents de côté.',
    linked: 'Quelqu’un a lié les documents à ce qui se trouve dans Yuki.',
    closed: 'C’est réglé, ou cela a disparu de soi-même.',
  },
};

export const findingsFr = {
  reversed: 'De l’argent lettré dans Yuki est à nouveau ouvert ; dans Focus, cela reste payé.',
  overpaid: 'Il est arrivé plus d’argent qu’une facture n’en demande.',
  refund: 'De l’argent a été rendu à un client ; rien n’en est enregistré dans Focus.',
  paidInFocusOnly: 'Un document est payé dans Focus et ouvert dans Yuki.',
  paymentsNotRemoved: 'Des paiements que quelqu’un voulait supprimer dans Focus y sont encore.',
  journalNotAccepted:
    'Un paiement de Focus n’est pas arrivé avec certitude dans Yuki par une opération diverse.',
  journalUnmatched: 'Une ligne d’une opération diverse attend d’être lettrée avec sa facture dans Yuki.',
  unexplained: 'De l’argent d’un client ne correspond à aucune facture.',
  neverSeenInYuki: 'Yuki a accepté un document et ne l’a jamais montré parmi les postes ouverts.',
  settlementUnproven: 'Un document n’est plus ouvert dans Yuki, et nul ne peut dire s’il a été payé.',
  numberNotFound: 'Un document ne se trouve pas dans Yuki sous son numéro.',
  doubleAcceptance: 'Alarme : Yuki a accepté un même document de deux tentatives.',
  acceptedNotProcessed: 'Yuki a accepté un document et ne l’a pas encore traité.',
  amountDiffers: 'Le montant d’un document dans Yuki n’est pas celui de Focus.',
  changedAfterExport: 'Un document a été modifié dans Focus après son envoi à Yuki.',
  goneFromFocus: 'Un document envoyé à Yuki n’est plus dans Focus.',
  goneFromYuki: 'Un document n’est plus dans Yuki.',
  paymentRefused: 'Focus refuse un paiement qui est arrivé.',
  unreadableEntry: 'Une liste de Focus contient un élément illisible.',
  numbersOverlap: 'Deux entités d’une même administration comptent à partir des mêmes numéros.',
  creditedNotInYuki: 'Une note de crédit a été envoyée dont la facture n’est pas dans Yuki.',
  datedOtherwiseInYuki: 'Un document porte dans Yuki une autre date que dans Focus.',
  twiceInYuki: 'Les livres de Yuki montrent un numéro plus d’une fois.',
  completenessUnexplained: 'Les deux systèmes ne racontent pas la même histoire.',
  completenessUnknown: 'Les deux systèmes n’ont pas pu être comparés.',
  other: 'Quelque chose a été trouvé que quelqu’un devrait regarder ({key}).',
};
