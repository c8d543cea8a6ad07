/**
 * Why a list of open items is not believed, in the three languages: terms that go on a sentence of the causes.
 */

export const listDoubtsEn = {
  'list-empty': 'it is empty, though items were open',
  'list-shrunken': 'more than half of the open items are missing in it',
  'list-foreign': 'it shows nothing that was open before, as if it were another administration’s',
  'list-cut': 'its newest items are missing, as if it were cut off',
  'list-stale': 'it shows things as they were before, as if it were an older list',
} as const;

export const listDoubtsNl = {
  'list-empty': 'ze is leeg, terwijl er posten openstonden',
  'list-shrunken': 'meer dan de helft van de openstaande posten ontbreekt erin',
  'list-foreign': 'ze toont niets van wat openstond, alsof ze van een andere administratie is',
  'list-cut': 'de nieuwste posten ontbreken erin, alsof ze is afgebroken',
  'list-stale': 'ze toont de toestand van eerder, alsof het een oudere lijst is',
} as const;

export const listDoubtsFr = {
  'list-empty': 'elle est vide, alors que des postes étaient ouverts',
  'list-shrunken': 'plus de la moitié des postes ouverts y manquent',
  'list-foreign':
    'elle ne montre rien de ce qui était ouvert, comme si elle venait d’une autre administration',
  'list-cut': 'ses postes les plus récents manquent, comme si elle était tronquée',
  'list-stale': 'elle montre un état antérieur, comme si c’était une liste plus ancienne',
} as const;
