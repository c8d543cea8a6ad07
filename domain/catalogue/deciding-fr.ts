/** What is said to people who decide about documents, in French. The rules stand in en.ts. */

import { decisionsAfterExportFr, refusalsAfterExportFr } from './finding-details-fr.ts';

export const refusalsFr = {
  ...refusalsAfterExportFr,
  paused: {
    detail: 'Cette liaison est en pause. {what}',
    cure: '{thenRetry, select, yes {{how} Choisissez ensuite « retry ».} other {{how}}}',
  },
  'hold-ended': {
    detail: 'Cette attente est terminée ; plus rien n’attend.',
    cure: 'Affichez les attentes de la liaison pour voir ce qui attend encore.',
  },
  'document-not-waiting': {
    detail: 'Un document avec le statut {state} ne peut pas être ignoré.',
    cure: 'Seuls les documents qui ne sont ni dans Yuki ni en cours d’envoi peuvent être ignorés ; attendez qu’un document douteux soit recherché.',
  },
  'not-linkable': {
    detail: 'Un document avec le statut {state} ne peut pas être lié.',
    cure: 'Seuls les documents en attente, ou dont personne ne sait si Yuki les a, peuvent être liés.',
  },
  'not-in-list': {
    detail:
      '{read, select, yes {Ni la liste des postes ouverts de Yuki du {at}, ni ses livres pour autant qu’ils aient été lus, ne montrent de document {reference} qui ne soit pas le nôtre.} other {La liste des postes ouverts de Yuki n’a encore jamais été lue.}}',
    cure: '{read, select, yes {Donnez son numéro dans Yuki s’il est différent, ou synchronisez et réessayez ; s’il est quand même dans Yuki, choisissez « anyway ».} other {Synchronisez et réessayez ; s’il est quand même dans Yuki, choisissez « anyway ».}}',
  },
  differs: {
    detail: 'Le document {reference} dans Yuki n’est pas le même : {differences}.',
    cure: 'Si c’est quand même le même document, {byAmount, select, yes {répétez le montant de Yuki ({amount}) ou choisissez « anyway »} other {choisissez « anyway »}} ; sinon donnez le bon numéro, ou ignorez le document.',
  },
  'undo-impossible': {
    detail:
      '{paid, select, yes {Un paiement de ce document a été transmis à Focus ; Yuki l’a donc.} other {Un document avec le statut {state} n’a été ni ignoré ni lié.}}',
    cure: '{paid, select, yes {Corrigez-le à la main dans les deux systèmes.} other {Consultez la page du document pour voir ce qui peut être décidé.}}',
  },
  'send-again-impossible': {
    detail: 'Un document avec le statut {state} ne peut pas être recherché et renvoyé.',
    cure: 'C’est possible pour un document douteux, et pour un document exporté qui manque dans Yuki et dont aucun paiement n’a été transmis à Focus.',
  },
  'still-in-yuki': {
    detail: 'La dernière liste de Yuki montre encore le document {reference}.',
    cure: 'Rien n’est à envoyer ; synchronisez pour relire la liste s’il a été supprimé entre-temps.',
  },
  'number-not-repeated': {
    detail: 'Le numéro donné n’est pas celui du document.',
    cure: 'Répétez le numéro {number}, car ce que Yuki a accepté ne peut être repris.',
  },
  'count-not-repeated': {
    detail:
      '{count, plural, one {# document attend cette cause.} other {# documents attendent cette cause.}}',
    cure: 'Répétez le nombre {count} pour décider de tous.',
  },
};

export const decisionsFr = {
  ...decisionsAfterExportFr,
  ignored: '{count, plural, one {# document est mis de côté.} other {# documents sont mis de côté.}}',
  linked:
    '{count, plural, one {# document est lié ; il n’est pas envoyé et ses paiements sont suivis.} other {# documents sont liés ; ils ne sont pas envoyés et leurs paiements sont suivis.}}',
  undone: 'La décision est annulée ; la prochaine synchronisation vérifie à nouveau le document.',
  lookingUp:
    'Le document est recherché dans Yuki ; il n’est renvoyé que s’il est établi qu’il ne s’y trouve pas.',
  already:
    '{what, select, ignored {Le document était déjà mis de côté} linked {Le document était déjà lié} removalAsked {La suppression était déjà demandée} other {La décision était déjà annulée}} ; rien n’a été modifié.',
  notLinked:
    '{count, plural, one {# document reste en attente, car la dernière liste de Yuki n’en montre aucun qui soit le même :} other {# documents restent en attente, car la dernière liste de Yuki n’en montre aucun qui soit le même :}}',
};

export const differencesFr = {
  customer: 'un autre client ({theirs} au lieu de {ours})',
  customerUnknown: 'un client qui ne peut être comparé ({theirs} dans Yuki, {ours} dans Focus)',
  date: 'daté du {theirs} au lieu du {ours}',
  amount: '{theirs} au lieu de {ours}',
};

export const standingFr = {
  ignored: 'Mis de côté par {who} le {at} : {reason}',
  linked: 'Lié au document {reference} de Yuki par {who} le {at} : {reason}',
  beforeStart:
    'Il est daté d’avant la date de début de la liaison ({startDate}) ; il n’est donc pas exporté.',
  gone: 'Il a été supprimé ou remis en brouillon dans Focus avant son export ; Yuki n’a donc pas à le recevoir.',
  notSent: 'Il n’a pas été envoyé par nous.',
  notSentYet: 'Pas encore envoyé.',
  doubtful:
    '{why, select, restored {Le registre de la liaison vient d’une sauvegarde et ne sait pas si ce document a été envoyé.} taken {Yuki dit connaître le numéro ; la réponse est comparée avec ce qui s’y trouve.} lost {La réponse au message du {since} s’est perdue ; on ne sait donc pas si Yuki a le document.} other {On ne sait pas si Yuki a le document.}} {timed, select, yes {Il sera recherché dans Yuki le {at}.} other {Il sera recherché dans Yuki à la prochaine synchronisation.}} Il n’y a rien à faire : il n’est jamais renvoyé avant d’avoir été recherché et établi absent.',
  doubts:
    '{count, plural, one {# document est douteux} other {# documents sont douteux}}{sinceKnown, select, yes { depuis le {since}} other {}}, parce qu’une réponse s’est perdue ou n’est pas fiable. {timed, select, yes {La prochaine recherche dans Yuki aura lieu le {at}.} other {Ils seront recherchés dans Yuki à la prochaine synchronisation.}} Il n’y a rien à faire : rien n’est renvoyé avant d’avoir été recherché et établi absent.',
};
