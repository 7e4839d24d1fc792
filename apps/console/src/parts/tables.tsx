import { Table } from '@mantine/core';
import type { ConsentSummary, PaymentSummary } from '../answers.js';
import { Link } from '../router.js';
import { Amount, inWords, Moment, Status } from './words.js';

export function PaymentTable({ payments, caption }: { payments: PaymentSummary[]; caption: string }) {
  return (
    <Table.ScrollContainer minWidth={760} tabIndex={0} aria-label={caption}>
      <Table verticalSpacing="xs" highlightOnHover>
        <Table.Caption>{caption}</Table.Caption>
        <Table.Thead>
          <Table.Tr>
            {['Payment', 'Status', 'Amount', 'To', 'From', 'Partner', 'Made'].map((name) => (
              <Table.Th key={name} scope="col">
                {name}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {payments.map((payment) => (
            <Table.Tr key={payment.id}>
              <Table.Td>
                <Link to={`/payments/${payment.id}`}>{payment.reference ?? `…${payment.id.slice(-8)}`}</Link>
              </Table.Td>
              <Table.Td>
                <Status of={payment.status} />
              </Table.Td>
              <Table.Td>
                <Amount of={payment.amount} />
              </Table.Td>
              <Table.Td className="amount">{payment.creditor.iban ?? payment.creditor.contact ?? '–'}</Table.Td>
              <Table.Td className="amount">{payment.debtor.iban ?? '–'}</Table.Td>
              <Table.Td>{payment.partner.name}</Table.Td>
              <Table.Td>
                <Moment at={payment.created_at} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

export function ConsentTable({ consents, caption }: { consents: ConsentSummary[]; caption: string }) {
  return (
    <Table.ScrollContainer minWidth={680} tabIndex={0} aria-label={caption}>
      <Table verticalSpacing="xs" highlightOnHover>
        <Table.Caption>{caption}</Table.Caption>
        <Table.Thead>
          <Table.Tr>
            {['Consent', 'Status', 'For', 'Partner', 'Valid until', 'Asked'].map((name) => (
              <Table.Th key={name} scope="col">
                {name}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {consents.map((consent) => (
            <Table.Tr key={consent.id}>
              <Table.Td>
                <Link to={`/consents/${consent.id}`}>{consent.psu_reference ?? `…${consent.id.slice(-8)}`}</Link>
              </Table.Td>
              <Table.Td>
                <Status of={consent.status} />
              </Table.Td>
              <Table.Td>{inWords(consent.type)}</Table.Td>
              <Table.Td>{consent.partner.name}</Table.Td>
              <Table.Td>
                <Moment at={consent.valid_until} />
              </Table.Td>
              <Table.Td>
                <Moment at={consent.created_at} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
