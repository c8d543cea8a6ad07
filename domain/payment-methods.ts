/** What is known of Yuki's payment methods: which are its own, and which leave an invoice open (yuki-api 3.5). */

/** Yuki's own; a customer's methods have names of their own, each with a suspense account. */
const ownMethods = [
  'Unspecified',
  'ElectronicTransfer',
  'DirectCollection',
  'CreditCard',
  'DebitCard',
  'Cash',
  'iDeal',
  'Online',
  'ToSettle',
];

const openingMethods = ['Unspecified', 'ElectronicTransfer', 'DirectCollection', 'ToSettle'];

export function isOwnMethod(name: string): boolean {
  return ownMethods.includes(name);
}

/** Whether an invoice with this method stands among the open items; all others count as paid elsewhere (S-50). */
export function makesOpenItem(name: string): boolean {
  return openingMethods.includes(name);
}
