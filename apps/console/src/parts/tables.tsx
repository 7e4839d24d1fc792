import type { ConsentSummary } from '../answers/consents.js';
import type { PaymentSummary } from '../answers/payments.js';
import { Link } from '../router.js';
import { type Column, DataTable } from './data-table.js';
import { Amount, inWords, Moment, Status } from './words.js';

interface Shown {
  caption: string;
  empty?: string;
  /** Whose it is is told, too. */
  isOfManyPartners?: boolean;
}

const partnerColumn: Column<{ partner: { name: string } }> = ['Partner', ({ partner }) => partner.name];

export function PaymentTable({
  payments,
  caption,
  empty = 'No payment fits.',
  isOfManyPartners = false,
}: Shown & { payments: PaymentSummary[] }) {
  return (
    <DataTable
      caption={caption}
      empty={empty}
      of={payments}
      keyOf={({ id }) => id}
      columns={[
        ['Payment', ({ id, reference }) => <Link to={`/payments/${id}`}>{reference ?? `…${id.slice(-8)}`}</Link>],
        ['Status', ({ status }) => <Status of={status} />],
        ['Amount', ({ amount }) => <Amount of={amount} />, 'figure'],
        ['To', ({ creditor }) => creditor.iban ?? creditor.contact ?? '–', 'amount'],
        ['From', ({ debtor }) => debtor.iban ?? '–', 'amount'],
        ...(isOfManyPartners ? [partnerColumn] : []),
        ['Made', ({ created_at: at }) => <Moment at={at} />],
      ]}
    />
  );
}

export function ConsentTable({
  consents,
  caption,
  empty = 'No consent fits.',
  isOfManyPartners = false,
}: Shown & { consents: ConsentSummary[] }) {
  return (
    <DataTable
      caption={caption}
      empty={empty}
      of={consents}
      keyOf={({ id }) => id}
      columns={[
        [
          'Consent',
          ({ id, psu_reference: reference }) => <Link to={`/consents/${id}`}>{reference ?? `…${id.slice(-8)}`}</Link>,
        ],
        ['Status', ({ status }) => <Status of={status} />],
        ['For', ({ type }) => inWords(type)],
        ...(isOfManyPartners ? [partnerColumn] : []),
        ['Valid until', ({ valid_until: at }) => <Moment at={at} />],
        ['Asked', ({ created_at: at }) => <Moment at={at} />],
      ]}
    />
  );
}
