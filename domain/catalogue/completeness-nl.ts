/** What is said of completeness, in Dutch; see completeness-en.ts. */

export const completenessNl = {
  places: {
    inYuki: 'in Yuki aanwezig',
    linked:
      '{named, select, yes {in Yuki aanwezig, gekoppeld door {by}} other {in Yuki aanwezig, gekoppeld}}',
    onItsWay: 'onderweg, er is geen beletsel',
    waiting: 'wacht: {cause}',
    setAside: '{named, select, yes {terzijde gelegd door {by}} other {terzijde gelegd}}',
    doubtful: 'twijfelachtig; wordt in Yuki opgezocht voor er iets verstuurd wordt',
  },
  differences: {
    amount: 'De bedragen verschillen.',
    missingInYuki: 'De boekhouding in Yuki toont het niet.',
    twiceInYuki: 'De boekhouding in Yuki toont het nummer meer dan één keer.',
    goneFromFocus: 'Focus heeft het niet meer.',
    date: 'In de twee systemen valt het in verschillende periodes.',
  },
  explanations: {
    changedAfterExport: 'Het is na de export in Focus gewijzigd.',
    goneFromFocus: 'Het was al geëxporteerd.',
    linked:
      '{named, select, yes {{by} heeft het gekoppeld aan wat in Yuki staat.} other {Het is gekoppeld aan wat in Yuki staat.}}',
    currency: 'Yuki boekt het in euro.',
    otherPeriod: 'De datum is niet aan beide kanten gelijk.',
    left: '{named, select, yes {{by} heeft het zo gelaten.} other {Het is zo gelaten.}}',
    lookedForAgain: 'Eén lezing alleen bewijst niets; de volgende beslist.',
    none: 'Er is geen verklaring voor.',
  },
} as const;
