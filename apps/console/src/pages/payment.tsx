import { Group, Paper, Stack, Title } from '@mantine/core';
import { useState } from 'react';
import { paymentDossierSchema, type PaymentParties, paymentPartiesSchema } from '../answers/payments.js';
import { useAnswer } from '../api.js';
import { Authentication } from '../parts/authentication.js';
import { Evidence } from '../parts/evidence.js';
import { Facts } from '../parts/facts.js';
import { Fraud } from '../parts/fraud.js';
import { Reveal } from '../parts/reveal.js';
import { ShownPages } from '../parts/shown-pages.js';
import { Answer } from '../parts/states.js';
import { Timeline } from '../parts/timeline.js';
import { Amount, Id, inWords, Moment, Status } from '../parts/words.js';
import { Link } from '../router.js';

/** Statuses in which money may have moved; a planned order that stands has moved some. */
const executedOnce = ['executed', 'partially_executed', 'authorised', 'cancelled'];

export function PaymentPage({
  id,
  mayReveal,
  mayMarkFraud,
}: {
  id: string;
  mayReveal: boolean;
  mayMarkFraud: boolean;
}) {
  const dossier = useAnswer(`/payments/${id}`, paymentDossierSchema);
  const [parties, setParties] = useState<PaymentParties>();
  return (
    <Answer of={dossier}>
      {(payment) => {
        const { creditor, debtor } = parties ?? payment;
        return (
          <Stack>
            <Group justify="space-between" align="start">
              <Stack gap={4}>
                <Title order={1}>
                  Payment of <Amount of={payment.amount} />
                </Title>
                <Group gap="xs">
                  <Status of={payment.status} />
                  <Id>{payment.id}</Id>
                </Group>
              </Stack>
              {mayReveal && (
                <Group gap="xs">
                  {!parties && (
                    <Reveal path={`/payments/${id}`} schema={paymentPartiesSchema} onRevealed={setParties} />
                  )}
                  <Evidence path={`/payments/${id}`} />
                </Group>
              )}
            </Group>
            <Paper withBorder p="md" aria-live="polite">
              <Title order={2} size="h4" mb="sm">
                Who and what {parties ? '(unmasked)' : '(masked)'}
              </Title>
              <Facts
                of={[
                  ['From', <PartyText key="from" name={debtor.name} account={debtor.iban} />],
                  ['To', <PartyText key="to" name={creditor.name} account={creditor.iban ?? creditor.contact} />],
                  ['Remittance information', parties?.remittance_information ?? 'masked'],
                  ['Partner', payment.partner.name],
                  ['Reference of the partner', payment.reference],
                  [
                    'Consent',
                    payment.consent_id && <Link to={`/consents/${payment.consent_id}`}>open the consent</Link>,
                  ],
                ]}
              />
            </Paper>
            <Paper withBorder p="md">
              <Title order={2} size="h4" mb="sm">
                How it stands
              </Title>
              <Facts
                of={[
                  ['ISO 20022', payment.iso_status],
                  ['At the bank', payment.bank_status],
                  ['Number at the bank', payment.bank_object_id],
                  ['Rail', inWords(payment.rail)],
                  ['Failed at', payment.failure_stage && inWords(payment.failure_stage)],
                  ['Because', payment.failure_reason && inWords(payment.failure_reason)],
                  ['In review because', payment.review_reason && inWords(payment.review_reason)],
                  ['Made', <Moment key="made" at={payment.created_at} />],
                  ['Link until', <Moment key="until" at={payment.expires_at} />],
                  ['Executed', payment.executed_at && <Moment at={payment.executed_at} />],
                ]}
              />
            </Paper>
            <ShownPages pages={payment.presentations} clear={parties?.presentations} />
            <Authentication entries={payment.timeline} parties={parties} />
            {(mayMarkFraud || payment.fraud_marks.length > 0) && (
              <Fraud
                paymentId={id}
                amount={payment.amount}
                marks={payment.fraud_marks}
                mayMark={mayMarkFraud && (payment.fraud_marks.length > 0 || executedOnce.includes(payment.status))}
                onMarked={dossier.state === 'ready' ? dossier.again : () => undefined}
              />
            )}
            <Paper withBorder p="md">
              <Title order={2} size="h4" mb="sm">
                Timeline
              </Title>
              <Timeline entries={payment.timeline} />
            </Paper>
          </Stack>
        );
      }}
    </Answer>
  );
}

function PartyText({ name, account }: { name: string | null; account: string | null }) {
  return (
    <>
      {name ?? '–'}
      <br />
      <span className="amount">{account ?? '–'}</span>
    </>
  );
}
