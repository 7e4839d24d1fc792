import { Table } from '@mantine/core';
import type { ConsentSummary } from '../answers/consents.js';
import type { PaymentSummary } from '../answers/payments.js';
import { Link } from '../router.js';
import { Amount, inWords, Moment, Status } from './words.js';

/** What scrolls sideways is reached by keyboard, too. */
export function focusable(name: string) {
  return { viewportProps: { tabIndex: 0, role: 'region', 'aria-label': name } };
}

type Shown<T> = { caption: string; isOfManyPartners?: boolean } & T;

export function PaymentTable({ payments, caption, isOfManyPartners = false }: Shown<{ payments: PaymentSummary[] }>) {
  const names = ['Payment', 'Status', 'Amount', 'To', 'From', ...(isOfManyPartners ? ['Partner'] : []), 'Made'];
  return (
    <Table.ScrollContainer minWidth={760} scrollAreaProps={focusable(caption)}>
      <Table verticalSpacing="xs" highlightOnHover>
        <Table.Caption>{caption}</Table.Caption>
        <Table.Thead>
          <Table.Tr>
            {names.map((name) => (
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
              {isOfManyPartners && <Table.Td>{payment.partner.name}</Table.Td>}
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

export function ConsentTable({ consents, caption, isOfManyPartners = false }: Shown<{ consents: ConsentSummary[] }>) {
  const names = ['Consent', 'Status', 'For', ...(isOfManyPartners ? ['Partner'] : []), 'Valid until', 'Asked'];
  return (
    <Table.ScrollContainer minWidth={680} scrollAreaProps={focusable(caption)}>
      <Table verticalSpacing="xs" highlightOnHover>
        <Table.Caption>{caption}</Table.Caption>
        <Table.Thead>
          <Table.Tr>
            {names.map((name) => (
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
              {isOfManyPartners && <Table.Td>{consent.partner.name}</Table.Td>}
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
