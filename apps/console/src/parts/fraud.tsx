import { Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { FraudMark } from '../answers/payments.js';
import { change } from '../api.js';
import { Facts } from './facts.js';
import { todayInUtc, useFields } from './fields.js';
import { FormDialog } from './form-dialog.js';
import { Section } from './section.js';
import { type Reason, ReasonFields } from './with-reason.js';
import { Amount, inWords, Moment, Status } from './words.js';

const findings = [
  { value: 'unauthorised', label: 'The payer did not authorise it' },
  { value: 'payer_manipulated', label: 'The payer was manipulated into it' },
  { value: 'no_fraud', label: 'It is no fraud' },
];
const bearers = [
  { value: 'not_known_yet', label: 'Not known yet' },
  { value: 'payer', label: 'The payer' },
  { value: 'reporting_provider', label: 'We, the payment initiation service' },
  { value: 'others', label: 'Others, such as the bank' },
];

/** What was found out about this payment, the last finding first; none of them is ever changed. */
export function Fraud({
  paymentId,
  amount,
  marks,
  mayMark,
  onMarked,
}: {
  paymentId: string;
  amount: { value: string; currency: string };
  marks: FraudMark[];
  mayMark: boolean;
  onMarked(): void;
}) {
  return (
    <Section
      title="Fraud"
      action={mayMark && <Mark paymentId={paymentId} amount={amount} last={marks[0]} onMarked={onMarked} />}
    >
      {marks.length === 0 && (
        <Text size="sm" className="quiet">
          Nobody said that this payment is fraud.
        </Text>
      )}
      <Stack component="ol" className="plain" gap="md">
        {marks.map((mark, index) => (
          <li key={mark.number}>
            <Group gap="xs" mb={4}>
              <Status of={mark.finding} />
              <Text size="sm">{index === 0 ? 'holds' : 'was replaced'}</Text>
              <Text size="xs" className="quiet">
                {mark.marked_by}, <Moment at={mark.marked_at} />, {inWords(mark.reason)} {mark.case_reference}
              </Text>
            </Group>
            {mark.finding !== 'no_fraud' && (
              <Facts
                of={[
                  ['Taken by fraud', <Amount key="fraud" of={mark.fraud} />],
                  ['Lost', <Amount key="lost" of={mark.lost} />],
                  ['Recovered', <Amount key="recovered" of={mark.recovered} />],
                  ['Who bears the loss', mark.loss_bearer && inWords(mark.loss_bearer)],
                  ['Found on', mark.found_on],
                  ['Transactions', mark.transactions],
                ]}
              />
            )}
          </li>
        ))}
      </Stack>
    </Section>
  );
}

function Mark({
  paymentId,
  amount,
  last,
  onMarked,
}: {
  paymentId: string;
  amount: { value: string; currency: string };
  last: FraudMark | undefined;
  onMarked(): void;
}) {
  const [reason, setReason] = useState<Reason>({ reason: 'fraud', case_reference: '' });
  const {
    values: { finding, ...found },
    field,
  } = useFields({
    finding: 'unauthorised',
    loss_bearer: 'not_known_yet',
    transactions: '1',
    fraud: amount.value,
    lost: '0.00',
    recovered: '0.00',
    found_on: todayInUtc(),
  });
  const isFraud = finding !== 'no_fraud';
  const text = (name: keyof typeof found, label: string, type = 'text') => (
    <TextInput
      label={label}
      description={type === 'text' && 'With two decimals, for example 12.50'}
      type={type}
      {...field(name)}
      required
    />
  );
  return (
    <FormDialog
      label={last ? 'Change the finding' : 'Mark as fraud'}
      title="What was found out"
      action="Keep the finding"
      onSubmit={async () => {
        await change(`/payments/${paymentId}/fraud-marks`, {
          after: last?.number ?? 0,
          finding,
          ...(isFraud && { ...found, transactions: Number(found.transactions) }),
          ...reason,
        });
        onMarked();
      }}
    >
      <NativeSelect
        label="Finding"
        data={findings.filter(({ value }) => last || value !== 'no_fraud')}
        {...field('finding')}
      />
      {isFraud && (
        <>
          <NativeSelect label="Who bears the loss" data={bearers} {...field('loss_bearer')} />
          {text('fraud', `Taken by fraud (${amount.currency})`)}
          {text('lost', `Lost (${amount.currency})`)}
          {text('recovered', `Recovered (${amount.currency})`)}
          {text('transactions', 'Transactions of this payment', 'number')}
          {text('found_on', 'Found on', 'date')}
        </>
      )}
      <ReasonFields of={reason} onChange={setReason} />
    </FormDialog>
  );
}
