/** What is said of completeness, in English. MAINTENANCE: completeness-nl.ts and completeness-fr.ts have the same keys. */

export const completenessEn = {
  places: {
    inYuki: 'in Yuki',
    linked: '{named, select, yes {in Yuki, linked by {by}} other {in Yuki, linked}}',
    onItsWay: 'on its way, nothing in its way',
    waiting: 'waiting: {cause}',
    setAside: '{named, select, yes {set aside by {by}} other {set aside}}',
    doubtful: 'doubtful; looked up in Yuki before anything is sent',
  },
  differences: {
    amount: 'The amounts differ.',
    missingInYuki: 'Yuki’s books do not show it.',
    twiceInYuki: 'Yuki’s books show its number more than once.',
    goneFromFocus: 'Focus has it no more.',
    date: 'The two systems have it in different periods.',
  },
  explanations: {
    changedAfterExport: 'It was changed in Focus after its export.',
    goneFromFocus: 'It was exported before.',
    linked:
      '{named, select, yes {{by} linked it with what stands in Yuki.} other {It was linked with what stands in Yuki.}}',
    currency: 'Yuki books it in euro.',
    otherPeriod: 'Its date is not the same on both sides.',
    left: '{named, select, yes {{by} left it as it is.} other {It was left as it is.}}',
    lookedForAgain: 'One reading alone proves nothing; the next one decides.',
    none: 'Nothing explains it.',
  },
} as const;
