// The table of operations that the pretend Focus knows, each with the scope it demands (focus-api.md 1.2).
import type { Operation } from './context.ts';
import {
  bookInvoice,
  creditInvoice,
  creditInvoicePartially,
  deleteInvoice,
  draftInvoice,
  updateBookedInvoice,
  updateInvoice,
} from './documents.ts';
import type { Downloads } from './downloads.ts';
import { registerPayment, removePayments } from './payments.ts';
import {
  infoCompany,
  infoContact,
  infoCreditNote,
  infoInvoice,
  listCompanies,
  listContacts,
  listCreditNotes,
  listInvoices,
} from './reads.ts';
import {
  infoDepartment,
  listDepartments,
  listPaymentMethods,
  listPaymentTerms,
  listProductCategories,
  listTaxRates,
  me,
  migrateId,
  migrateTaxRate,
} from './reference-reads.ts';
import { webhookOperations, type Webhooks } from './webhooks.ts';

/** Scopes by resource; a resource that is not listed demands none. */
const scopes: Record<string, string> = {
  invoices: 'invoices',
  creditNotes: 'invoices',
  companies: 'companies',
  contacts: 'contacts',
  departments: 'departments',
  productCategories: 'products',
  users: 'users',
};

/** The scope an operation demands, or null. */
export const scopeOf = (operation: string): string | null => scopes[operation.split('.')[0] ?? ''] ?? null;

/** GET is still accepted for reading operations, deprecated since January 2023 (1.1). */
export const acceptsGet = (operation: string): boolean => /\.(list|info|me)$|^migrate\./.test(operation);

/** All operations by their full name. */
export function createOperations(webhooks: Webhooks, downloads: Downloads): Map<string, Operation> {
  return new Map<string, Operation>([
    ['invoices.list', listInvoices],
    ['invoices.info', infoInvoice],
    ['invoices.draft', draftInvoice],
    ['invoices.update', updateInvoice],
    ['invoices.updateBooked', updateBookedInvoice],
    ['invoices.book', bookInvoice],
    ['invoices.delete', deleteInvoice],
    ['invoices.credit', creditInvoice],
    ['invoices.creditPartially', creditInvoicePartially],
    ['invoices.registerPayment', registerPayment],
    ['invoices.removePayments', removePayments],
    ['invoices.download', downloads.operation('invoice')],
    ['creditNotes.list', listCreditNotes],
    ['creditNotes.info', infoCreditNote],
    ['creditNotes.download', downloads.operation('creditNote')],
    ['companies.list', listCompanies],
    ['companies.info', infoCompany],
    ['contacts.list', listContacts],
    ['contacts.info', infoContact],
    ['departments.list', listDepartments],
    ['departments.info', infoDepartment],
    ['taxRates.list', listTaxRates],
    ['productCategories.list', listProductCategories],
    ['paymentMethods.list', listPaymentMethods],
    ['paymentTerms.list', listPaymentTerms],
    ['users.me', me],
    ['migrate.id', migrateId],
    ['migrate.taxRate', migrateTaxRate],
    ...Object.entries(webhookOperations(() => webhooks)),
  ]);
}
