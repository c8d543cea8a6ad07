/** What is said, in French, about what was reported without stopping anything; see finding-details-en.ts. */

export const findingDetailsFr = {
  changedAfterExport: {
    what: '{number} a été modifié dans Focus après son exportation : {changes}. Yuki l’a tel qu’il était, et rien n’est renvoyé.',
    how: 'Faites dans Focus une note de crédit et une nouvelle facture, toutes deux exportées ; ou corrigez le document dans Yuki et notez-le comme corrigé ; ou laissez-le tel quel.',
  },
  goneFromFocus: {
    what: '{unbooked, select, yes {{number} est redevenu un brouillon dans Focus, bien qu’il soit exporté.} other {{number} a été supprimé dans Focus après son exportation.}} Il figure dans Yuki pour {amount} et y reste.',
    how: 'Un document exporté se reprend par une note de crédit. Supprimez-le dans Yuki à la main si le comptable est d’accord et notez-le comme corrigé, ou laissez-le tel quel. Un nouveau document portant le même numéro attend qu’une personne décide.',
  },
  goneFromYuki: {
    what: 'La comptabilité de Yuki ne montre plus {reference} ({amount}, du {date}) ; il y a peut-être été supprimé ou renuméroté.',
    how: 'Cherchez-le dans Yuki. S’il a été supprimé par erreur, choisissez de le renvoyer : il est d’abord recherché, puis part sous la même référence. Sinon, laissez-le tel quel.',
  },
  amountDiffers: {
    what: 'Le montant dans Yuki est de {theirs}, pas celui du document.',
    how: 'Corrigez le document dans Yuki, ou laissez-le tel quel.',
  },
  renumbered: {
    what: 'Le document figure dans Yuki sous un autre numéro{renamed, select, yes {, {reference}} other {}}.',
    how: 'Rendez-lui son numéro dans Yuki, ou laissez-le tel quel.',
  },
  datedOtherwiseInYuki: {
    what: '{reference} porte dans Yuki la date du {theirs}, pas celle du {ours}.',
    how: 'Corrigez la date dans Yuki, ou laissez-la telle quelle.',
  },
  twiceInYuki: {
    what: 'La comptabilité de Yuki montre {reference} {count} fois.',
    how: 'Comparez-les dans Yuki et supprimez-y ce qui est de trop, ou laissez-les tels quels.',
  },
  completenessUnexplained: {
    what: 'Les deux systèmes ne racontent pas la même chose : {count, plural, one {# écart} other {# écarts}} sans explication, {amount} au total.',
    how: 'Regardez-les avec « reconcile », ou sur la page de complétude.',
  },
  completenessUnknown: {
    what: '{implausible, select, yes {La comptabilité de Yuki montre si peu des documents exportés que la réponse n’est pas crue.} other {Les deux systèmes n’ont pas pu être comparés.}} Cela ne prouve l’absence de rien.',
    how: 'Vérifiez dans Yuki que la comptabilité de cette administration est complète ; un nouvel essai suit lors d’une des prochaines synchronisations.',
  },
  reversed: {
    what: 'Yuki montre {amount} de cette facture de nouveau ouvert ; Focus la montre toujours comme payée.',
    how: 'Demandez au comptable si le paiement a été annulé pour de bon. Si oui, demandez la suppression des paiements, ou supprimez-les à la main dans Focus ; s’il est de nouveau lettré dans Yuki, il n’y a rien à faire ; ou laissez tel quel.',
  },
  overpaid: {
    what: '{amount} de plus que le montant de cette facture a été reçu dans Yuki.',
    how: 'Remboursez-le ou lettrez-le avec une autre facture dans Yuki, ou laissez tel quel.',
  },
  moreThanDue: {
    what: 'Yuki montre {amount} de plus que ce qui était dû dans Focus pour cette facture ; Focus a reçu ce qui était dû.',
    how: 'Comparez les notes de crédit et les paiements des deux côtés, ou laissez tel quel.',
  },
  paymentRefused: {
    what: '{amount} que Yuki montre comme payé n’est pas enregistré dans Focus : {why, select, goneFromFocus {la facture n’y est plus} otherCurrency {la facture est dans une autre devise} notBooked {la facture est un brouillon} nothingDue {rien n’est dû sur la facture} refusedByFocus {Focus a refusé le paiement} unreadable {la facture n’a pas pu être lue et sera relue} other {rien n’a pu être décidé}}.',
    how: 'Regardez la facture dans Focus et enregistrez-y le paiement à la main s’il manque, ou laissez tel quel.',
  },
  partInOtherCurrency: {
    what: '{amount} a été reçu pour cette facture dans la devise de Yuki, qui n’est pas celle de la facture ; une partie n’est pas convertie au hasard.',
    how: 'Le tout est enregistré dès que la facture est entièrement payée. Enregistrez la partie à la main dans Focus s’il le faut plus tôt, ou laissez tel quel.',
  },
  settledWithoutMoney: {
    what: '{amount} de cette facture a été soldé dans Yuki sans argent : {why, select, moved {un paiement a été déplacé} writtenOff {le montant a été passé en perte} other {une note de crédit a été imputée}}. Rien n’a été enregistré dans Focus.',
    how: 'Il n’y a rien à faire si Focus montre la note de crédit ; sinon corrigez-y, ou laissez tel quel.',
  },
  settlementUnproven: {
    what: '{reference} ({amount}, daté du {date}) a quitté la liste des postes ouverts de Yuki, et la comptabilité de Yuki ne dit pas ce qu’il est devenu. Rien n’a été enregistré dans Focus.',
    how: 'Cherchez-le dans Yuki. Il est recherché une fois par jour, et enregistré dès que la comptabilité le montre. Sinon laissez tel quel.',
  },
  neverSeenInYuki: {
    what: 'Yuki a accepté ce document et ne l’a jamais montré comme ouvert.',
    how: 'Cherchez-le dans Yuki : il a peut-être été soldé aussitôt, ou n’est pas comptabilisé. Sinon laissez tel quel.',
  },
  paidInFocusOnly: {
    what: 'Focus montre {amount} de cette facture comme payé alors que Yuki le montre ouvert ; aucune banque ni caisse ne l’a apporté dans Yuki.',
    how: 'Demandez à la personne qui l’a marquée comme payée où est l’argent, et lettrez-le ou comptabilisez-le dans Yuki ; tout rentre dans l’ordre dès que Yuki le montre payé. Si c’était une erreur, supprimez le paiement dans Focus ; ou laissez tel quel.',
  },
  paymentsNotRemoved: {
    what: 'Les paiements de cette facture n’ont pas été supprimés dans Focus : {why, select, differs {Focus montre {paid} comme payé et non {confirmed}, le montant confirmé} uncertain {une réponse s’est perdue et les paiements ont changé depuis} goneFromFocus {la facture n’y est plus} refusedByFocus {Focus l’a refusé} other {rien n’a pu être décidé}}.',
    how: 'Regardez la facture dans Focus. Si les paiements doivent partir malgré tout, redites-le avec le montant que Focus montre, ou supprimez-les là à la main ; ou laissez tel quel.',
  },
  journalNotAccepted: {
    what: 'Pour {amount} payé dans Focus, rien ne prouve que Yuki ait l’opération diverse {mark} : {why, select, uncertain {la réponse s’est perdue et Yuki ne la montre pas ; elle ne repart jamais d’elle-même} closed {la période est clôturée} disabled {un compte est désactivé} unknown {un compte n’existe pas} contact {Yuki ne connaît pas le client} other {Yuki l’a refusée}}.',
    how: '{why, select, uncertain {Cherchez {mark} parmi les opérations diverses dans Yuki. Si elle n’y est pas, saisissez le paiement à la main ; puis laissez tel quel.} closed {Rouvrez la période dans Yuki, ou saisissez-y le paiement à la main et laissez tel quel. Un nouvel essai suit après un jour, puis de plus en plus rarement.} other {Activez ou ajoutez le compte dans Yuki, ou choisissez-en un autre dans les réglages, essayé aussitôt ; le même l’est de nouveau après un jour, puis de plus en plus rarement. Ou saisissez le paiement à la main et laissez tel quel.}}',
  },
  journalUnmatched: {
    what: '{amount} payé dans Focus figure dans Yuki comme ligne d’une opération diverse qui n’est pas lettrée.',
    how: 'Lettrez-la avec sa facture dans Yuki ; tout rentre alors dans l’ordre, et Focus connaît déjà le paiement. Si la banque a apporté le même paiement, retirez l’opération diverse de Yuki : il y figurerait deux fois.',
  },
  changes: {
    amount: 'montant {before} → {now}',
    vat: 'taux de TVA du même montant',
    date: 'date : {before} → {now}',
    number: 'numéro {before} → {now}',
    customer: 'un autre client',
    currency: 'devise {before} → {now}',
    entity: 'une autre entité',
    lines: 'comptes ou taux de TVA des lignes',
  },
} as const;

export const refusalsAfterExportFr = {
  'nothing-reversed': {
    detail: 'Yuki ne montre aucun argent annulé pour ce document ; rien n’est donc supprimé dans Focus.',
    cure: 'Regardez les constats de la liaison ; on peut supprimer les paiements d’une facture dont Yuki montre de l’argent de nouveau ouvert.',
  },
  'removal-not-confirmed': {
    detail:
      'Focus montre {all} de cette facture comme payé, dont {ours} enregistré par nous{hasOthers, select, yes { et {others} par d’autres} other {}}. Il peut tout supprimer, ou rien.',
    cure: '{hasOthers, select, yes {Corrigez plutôt les paiements à la main dans Focus. Pour les supprimer tous, aussi ceux des autres, répétez le montant {all}, puis enregistrez à nouveau ceux des autres dans Focus.} other {Répétez le montant {all} pour le supprimer.}}',
  },
  'nothing-differs': {
    detail: 'Rien n’est signalé sur ce document qui puisse être laissé tel quel ou noté comme corrigé.',
    cure: 'Regardez la page du document et les constats de la liaison.',
  },
} as const;

export const decisionsAfterExportFr = {
  removalAsked:
    'La prochaine synchronisation relit les deux côtés, puis supprime tous les paiements de cette facture dans Focus. Ce que Yuki montre encore comme payé est ensuite enregistré à nouveau.',
  left: 'Il reste tel quel ; la même chose n’est plus signalée.',
  corrected:
    'Il est noté comme corrigé dans Yuki ; Yuki est désormais comparé à ce que Focus montre maintenant.',
} as const;
