// What a customer of a ready-made world is, and the records that the Focus half of a world holds for it.
import type { FocusWorldInput } from '../focus/world.ts';

export interface Customer {
  type: 'company' | 'contact';
  id: string;
  name: string;
  firstName?: string;
  lastName?: string;
  vatNumber: string | null;
  street: string;
  postalCode: string;
  city: string;
  /** Null is what the screen calls "Unknown". */
  country: string | null;
  /** The retired integer id. */
  integer: number;
  kind: 'domestic' | 'contractor' | 'eu' | 'world' | 'private';
}

// Made from the id: the integer must not be told by any answer (R-CUST-5).
const emailOf = (customer: Customer): string => `klant-${customer.id.slice(0, 8)}@voorbeeld.example`;

/** The Focus half of a world for these customers: companies, contacts and the retired integer ids. */
export function customerRecords(
  customers: Customer[],
): Pick<Required<FocusWorldInput>, 'companies' | 'contacts' | 'integerIds'> {
  const base = (customer: Customer) => ({
    id: customer.id,
    vat_number: customer.vatNumber,
    emails: [{ type: 'primary', email: emailOf(customer) }],
    addresses: [
      {
        type: 'primary' as const,
        address: {
          line_1: customer.street,
          postal_code: customer.postalCode === '' ? null : customer.postalCode,
          city: customer.city === '' ? null : customer.city,
          country: customer.country,
        },
      },
    ],
  });
  return {
    companies: customers
      .filter((customer) => customer.type === 'company')
      .map((customer) => ({
        ...base(customer),
        name: customer.name,
        national_identification_number:
          customer.country === 'BE' && customer.vatNumber !== null ? customer.vatNumber.slice(2) : null,
      })),
    contacts: customers
      .filter((customer) => customer.type === 'contact')
      .map((customer) => ({
        ...base(customer),
        first_name: customer.firstName ?? null,
        last_name: customer.lastName ?? customer.name,
      })),
    integerIds: customers.map((customer) => ({
      type: customer.type,
      integer: customer.integer,
      id: customer.id,
    })),
  };
}

/** The invoicee as it stands on a document. */
export const invoiceeOf = (customer: Customer) => ({
  name: customer.name,
  vat_number: customer.vatNumber,
  customer: { type: customer.type, id: customer.id },
  email: emailOf(customer),
  national_identification_number:
    customer.type === 'company' && customer.country === 'BE' ? (customer.vatNumber?.slice(2) ?? null) : null,
});
