/**
 * The rows of the table of Yuki's known texts: pattern → cause (E-1 … E-9, yuki-api 7). Data only; matching a text
 * against it is yuki-messages.ts. A text seen in the field becomes a row and a line in its test.
 */

import type { CauseKey } from './causes.ts';

/**
 * What a text speaks of.
 * `session`: sign in again, nothing was done. `connection`: the call as a whole is refused.
 * `message`: the message as a whole is refused before anything in it was looked at.
 * `document`: one document is refused. `taken`: its number is known already. `untouched`: it was not looked at.
 */
export type YukiTextAbout = 'session' | 'connection' | 'message' | 'document' | 'taken' | 'untouched';

export interface YukiTextRow {
  readonly row: string;
  readonly cause: CauseKey;
  readonly about: YukiTextAbout;
  readonly patterns: readonly RegExp[];
  /** Reads what the text names out of the match. */
  readonly names?: (match: RegExpExecArray) => string | null;
}

/** What the first group of a pattern that took part has matched. */
export const firstGroup = (match: RegExpExecArray): string | null =>
  match.slice(1).find((group) => group !== undefined) ?? null;

/**
 * The order counts: the first row that matches decides. Texts that name something stand before those that do not,
 * and those that end in the administration's name (E-4, E-5) before the ones such a name could resemble.
 */
export const yukiTextRows: readonly YukiTextRow[] = [
  {
    row: 'session',
    cause: 'yuki-access',
    about: 'session',
    patterns: [
      /invalid session ?id/,
      /session (?:id )?(?:has |is )?(?:expired|invalid|not valid)/,
      /ongeldige? sessie/,
      /sessie(?:-?id)? (?:is )?(?:verlopen|ongeldig|niet geldig)/,
    ],
  },
  {
    row: 'access-key',
    cause: 'yuki-access',
    about: 'connection',
    patterns: [
      /(?:invalid|unknown|incorrect) (?:web ?service )?access ?key/,
      /access ?key (?:is )?(?:invalid|not valid|unknown)/,
      /ongeldige (?:toegangs|webservice-?)(?:sleutel|code)|ongeldige access ?key/,
      /toegangssleutel (?:is )?(?:ongeldig|onbekend|niet geldig)/,
    ],
  },
  {
    row: 'E-4',
    cause: 'period-closed',
    about: 'document',
    patterns: [
      /could not create or modify transactions before (\d{1,2}[-/]\d{1,2}[-/]\d{4})/,
      /transacties (?:van )?v[oó][oó]r (\d{1,2}[-/]\d{1,2}[-/]\d{4}) .{0,60}(?:niet|geen)/,
      /(?:niet|geen) .{0,60}transacties .{0,40}v[oó][oó]r (\d{1,2}[-/]\d{1,2}[-/]\d{4})/,
      /could not create or modify transactions before/,
      /(?:book ?year )?period (?:is|has been) (?:closed|blocked)/,
      /(?:boek)?periode is (?:afgesloten|geblokkeerd|gesloten)/,
    ],
  },
  {
    row: 'E-5',
    cause: 'vat-refused',
    about: 'document',
    patterns: [
      /sales tax code with percentage ["']?([\d.,]*)["']? and type ["']?(\w*)["']? cannot be found/,
      /btw-?(?:code|tarief) met percentage ["']?([\d.,]*)["']? en type ["']?(\w*)["']? (?:kan niet worden gevonden|is niet gevonden|niet gevonden|bestaat niet)/,
    ],
    names: (match) => (match[2] === '' ? null : `${match[2]} (${match[1]} %)`),
  },
  {
    row: 'E-5',
    cause: 'vat-refused',
    about: 'document',
    patterns: [
      /vat code (?:does not|doesn't) exist/,
      /vat code .{0,80}(?:cannot be found|could not be found|not found)/,
      /btw-?(?:code|tarief) .{0,80}(?:niet (?:worden )?gevonden|bestaat niet|is onbekend)/,
    ],
  },
  {
    row: 'E-6',
    cause: 'quota-used',
    about: 'connection',
    patterns: [
      /daily (?:rate )?limit/,
      /rate limit (?:has been )?(?:reached|exceeded)/,
      /maximum number of (?:web ?service )?calls/,
      /dag(?:elijkse? )?limiet/,
      /maxim(?:um|ale?) aantal (?:web ?service-?)? ?(?:aanroepen|calls|verzoeken)/,
    ],
  },
  {
    row: 'E-2',
    cause: 'module-off',
    about: 'connection',
    patterns: [
      /not licensed for this functionality/,
      /functionality is not (?:part of|included in|available in)/,
      /geen licentie voor deze functionaliteit/,
      /(?:niet gelicentieerd|niet gelicenseerd) voor deze functionaliteit/,
      /functionaliteit (?:is |zit )?niet (?:beschikbaar )?in (?:uw|deze|de) bundel/,
    ],
  },
  {
    row: 'no-right',
    cause: 'yuki-right-missing',
    about: 'connection',
    patterns: [
      /(?:do not|don't|does not|doesn't) have (?:the )?(?:web ?service )?rights?/,
      /(?:no|insufficient) (?:web ?service )?rights/,
      /(?:geen|onvoldoende) (?:web ?service-?)?rechten/,
      /not authori[sz]ed (?:to|for) (?:use |this )/,
    ],
  },
  {
    row: 'too-large',
    cause: 'unclassified',
    about: 'message',
    patterns: [/maximum request length exceeded/, /too many invoices/, /te veel facturen/],
  },
  {
    row: 'schema',
    cause: 'unclassified',
    about: 'message',
    patterns: [
      /has invalid child element/,
      /has incomplete content/,
      /element is invalid - the value/,
      /is invalid according to its datatype/,
      /heeft een ongeldig onderliggend element/,
      /heeft onvolledige inhoud/,
      /is ongeldig (?:volgens het gegevenstype|overeenkomstig het gegevenstype)/,
      /(?:element|attribute) is not declared|could not find schema information/,
    ],
  },
  {
    row: 'untouched',
    cause: 'unclassified',
    about: 'untouched',
    patterns: [
      /not (?:processed|handled) because of (?:too many )?errors/,
      /niet verwerkt (?:wegens|vanwege|door) (?:te veel )?fouten/,
    ],
  },
  {
    row: 'E-9',
    cause: 'number-taken',
    about: 'taken',
    patterns: [
      /bestaat (?:al|reeds) een (?:verkoop)?factuur met (?:het|dit) (?:factuur)?nummer/,
      /(?:factuur|factuurnummer|referentie) .{0,80}bestaat (?:al|reeds)/,
      /(?:invoice|invoice number|reference) .{0,80}already exists/,
      /have the same (?:booking|invoice) number/,
      /hebben hetzelfde (?:boekings|factuur)nummer/,
    ],
  },
  {
    row: 'E-3',
    cause: 'account-disabled',
    about: 'document',
    patterns: [
      /gl ?account (?:with code )?["']?(\d{3,8})["']? is disabled/,
      /grootboekrekening (?:met code )?["']?(\d{3,8})["']? is (?:uitgeschakeld|gedeactiveerd|niet actief|geblokkeerd)/,
    ],
    names: firstGroup,
  },
  {
    row: 'E-3',
    cause: 'accounts-refused',
    about: 'document',
    patterns: [
      /gl ?account is disabled/,
      /(?:ledger|general ledger) account is disabled/,
      /grootboekrekening is (?:uitgeschakeld|gedeactiveerd|niet actief|geblokkeerd)/,
    ],
  },
  {
    row: 'E-3',
    cause: 'account-unknown',
    about: 'document',
    patterns: [
      /(?:gl ?account|account number|ledger account) (?:with code )?["']?(\d{3,8})["']? (?:cannot|could not|can not) be found/,
      /(?:gl ?account|ledger account) (?:with code )?["']?(\d{3,8})["']? (?:does not exist|doesn't exist|not found)/,
      /grootboekrekening (?:met code )?["']?(\d{3,8})["']? (?:bestaat niet|is niet gevonden|niet gevonden|kan niet worden gevonden|kon niet worden gevonden)/,
    ],
    names: firstGroup,
  },
  {
    row: 'not-revenue',
    cause: 'account-not-revenue',
    about: 'document',
    patterns: [/onjuiste artikelcategorie/, /(?:invalid|incorrect|wrong) (?:item|article|product) category/],
  },
  {
    row: 'E-1',
    cause: 'account-missing',
    about: 'document',
    patterns: [
      /unspecified ledger accounts/,
      /there is no gl ?account for this product/,
      /(?:did not have an account specified|undefined booking accounts)/,
      /geen grootboekrekening (?:opgegeven|ingevuld|gekoppeld|voor dit (?:product|artikel))/,
    ],
  },
  {
    row: 'E-7',
    cause: 'customer-no-vat-number',
    about: 'document',
    patterns: [
      /vat number of the relation must be filled in/,
      /invalid vat number|vat number (?:is )?(?:invalid|not valid)/,
      /btw-?nummer van de relatie (?:moet|dient)/,
      /ongeldig btw-?nummer|btw-?nummer (?:is )?(?:ongeldig|niet geldig)/,
    ],
  },
  {
    row: 'E-8',
    cause: 'customer-no-country',
    about: 'document',
    patterns: [
      /html render is blank/,
      /country (?:code )?(?:of the (?:contact|relation) )?(?:is (?:required|missing|unknown)|must be filled in)/,
      /land(?:code)? (?:van de relatie )?(?:is (?:verplicht|onbekend)|moet worden ingevuld|dient ingevuld)/,
    ],
  },
  {
    row: 'email',
    cause: 'customer-incomplete',
    about: 'document',
    patterns: [
      /(?:e-?mail ?(?:address )?(?:is )?(?:not valid|invalid))|invalid e-?mail/,
      /e-?mail ?adres (?:is )?(?:ongeldig|niet geldig)|ongeldig e-?mail/,
    ],
    names: () => 'a valid e-mail address',
  },
  {
    row: 'currency',
    cause: 'currency-not-supported',
    about: 'document',
    patterns: [
      /currency ["']?([a-z]{3})["']? is not (?:supported|allowed)/,
      /valuta ["']?([a-z]{3})["']? wordt niet ondersteund/,
    ],
    names: (match) => match[1]?.toUpperCase() ?? null,
  },
  {
    row: 'zero-total',
    cause: 'zero-total',
    about: 'document',
    patterns: [/total (?:amount )?of the invoice is zero/, /totaal(?:bedrag)? van de factuur is (?:nul|0)/],
  },
  {
    row: 'pdf',
    cause: 'unclassified',
    about: 'document',
    patterns: [
      /when supplying a document process must be set to true/,
      /(?:document|attachment|file|pdf)\b.{0,60}(?:too large|exceeds the maximum|maximum size)/,
      /(?:document|bijlage|bestand|pdf)\b.{0,60}(?:te groot|maximale (?:grootte|omvang))/,
    ],
  },
  {
    row: 'domain-inactive',
    cause: 'administration-gone',
    about: 'connection',
    patterns: [
      /domain has no active database/,
      /domein heeft geen actieve database/,
      /administration (?:could not be found|cannot be found|not found|is not active|is inactive)/,
      /administratie (?:(?:kan )?niet (?:worden )?gevonden|is niet actief|is inactief)/,
      /domain is (?:not active|inactive)|domein is (?:niet actief|inactief)/,
    ],
  },
];
