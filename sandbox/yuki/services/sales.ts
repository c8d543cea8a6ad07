// Sales.asmx (yuki-api.md 3): the import of sales invoices, the address of its schema, the product list. The
// import's own work stands in import.ts.
import { importInvoices } from '../import.ts';
import { booksOf } from '../operation.ts';
import type { Service } from '../operation.ts';
import { SoapFault } from '../soap.ts';
import { tag, wrap } from '../xml.ts';

export const salesOperations: Service = {
  SalesInvoiceSchemaPath: {
    order: [],
    right: 'none',
    data: false,
    result: 'plain',
    run: (call) => `https://api.yukiworks.${call.state.country}/schemas/SalesInvoices.xsd`,
  },
  // The only call of ours with a lower-case d in its parameter names (1.3).
  ProcessSalesInvoices: {
    order: ['sessionId', 'administrationId', 'xmlDoc'],
    right: 'Sales',
    data: true,
    result: 'document',
    run(call) {
      const { state, switches } = call;
      const books = booksOf(call, 'administrationId');
      if (!books.active) throw new SoapFault(switches.texts.inactiveAdministration);
      const root = call.parameters.document('xmlDoc');
      const desk = { state, domain: state.domainOf(books), books, switches };
      const outcome = importInvoices(desk, root, call.plan);
      call.refused = outcome.refused;
      call.detail = `booked ${outcome.booked}, refused ${outcome.refused}`;
      return outcome.xml;
    },
  },
  GetSalesItems: {
    order: ['sessionID', 'administrationID'],
    right: 'Sales',
    data: true,
    result: 'plain',
    run(call) {
      const products = call.plan?.kind === 'empty-list' ? [] : [...booksOf(call).products.keys()];
      return products
        .map((description, index) =>
          wrap('SalesItem', tag('id', String(index + 1)) + tag('description', description)),
        )
        .join('');
    },
  },
};
