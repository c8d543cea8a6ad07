/** What is said of completeness, in French; see completeness-en.ts. */

export const completenessFr = {
  places: {
    inYuki: 'dans Yuki',
    linked: '{named, select, yes {dans Yuki, lié par {by}} other {dans Yuki, lié}}',
    onItsWay: 'en route, rien ne s’y oppose',
    waiting: 'en attente : {cause}',
    setAside: '{named, select, yes {mis de côté par {by}} other {mis de côté}}',
    doubtful: 'douteux ; recherché dans Yuki avant tout envoi',
  },
  differences: {
    amount: 'Les montants diffèrent.',
    missingInYuki: 'La comptabilité de Yuki ne le montre pas.',
    twiceInYuki: 'La comptabilité de Yuki montre son numéro plus d’une fois.',
    goneFromFocus: 'Focus ne l’a plus.',
    date: 'Les deux systèmes le placent dans des périodes différentes.',
  },
  explanations: {
    changedAfterExport: 'Il a été modifié dans Focus après son exportation.',
    goneFromFocus: 'Il était déjà exporté.',
    linked:
      '{named, select, yes {{by} l’a lié à ce qui figure dans Yuki.} other {Il a été lié à ce qui figure dans Yuki.}}',
    currency: 'Yuki le comptabilise en euros.',
    otherPeriod: 'Sa date n’est pas la même des deux côtés.',
    left: '{named, select, yes {{by} l’a laissé tel quel.} other {Il a été laissé tel quel.}}',
    lookedForAgain: 'Une seule lecture ne prouve rien ; la suivante décide.',
    none: 'Rien ne l’explique.',
  },
} as const;
