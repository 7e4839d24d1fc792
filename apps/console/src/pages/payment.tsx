import { Stack } from '@mantine/core';
import { useState } from 'react';
import { paymentDossierSchema, type PaymentParties, paymentPartiesSchema } from '../answers/payments.js';
import { useAnswer } from '../api.js';
import { Authentication } from '../parts/authentication.js';
import { Evidence } from '../parts/evidence.js';
import { Facts } from '../parts/facts.js';
import { Fraud } from '../parts/fraud.js';
import { PageHead } from '../parts/page-head.js';
import { Reveal } from '../parts/reveal.js';
import { Section } from '../parts/section.js';
import { ShownPages } from '../parts/shown-pages.js';
import { Answer } from '../parts/states.js';
import { Timeline } from '../parts/timeline.js';
import { Amount, inWords, Moment, Party, StatusAndId } from '../parts/words.js';
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
            <PageHead
              title={
                <>
                  Payment of <Amount of={payment.amount} />
                </>
              }
              standing={<StatusAndId status={payment.status} id={payment.id} />}
            >
              {mayReveal && (
                <>
                  {!parties && (
                    <Reveal path={`/payments/${id}`} schema={paymentPartiesSchema} onRevealed={setParties} />
                  )}
                  <Evidence path={`/payments/${id}`} />
                </>
              )}
            </PageHead>
            <Section title={`Who and what ${parties ? '(unmasked)' : '(masked)'}`} isLive>
              <Facts
                of={[
                  ['From', <Party key="from" name={debtor.name} account={debtor.iban} />],
                  ['To', <Party key="to" name={creditor.name} account={creditor.iban ?? creditor.contact} />],
                  ['Remittance information', parties?.remittance_information ?? 'masked'],
                  ['Partner', payment.partner.name],
                  ['Reference of the partner', payment.reference],
                  [
                    'Consent',
                    payment.consent_id && <Link to={`/consents/${payment.consent_id}`}>open the consent</Link>,
                  ],
                ]}
              />
            </Section>
            <Section title="How it stands">
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
            </Section>
            <ShownPages pages={payment.presentations} clear={parties?.presentations} />
            <Authentication entries={payment.timeline} parties={parties} />
            {(mayMarkFraud || payment.fraud_marks.length > 0) && (
              <Fraud
                paymentId={id}
                amount={payment.amount}
                marks={payment.fraud_marks}
                mayMark={mayMarkFraud && (payment.fraud_marks.length > 0 || executedOnce.includes(payment.status))}
                onMarked={dossier.again}
              />
            )}
            <Section title="Timeline">
              <Timeline entries={payment.timeline} />
            </Section>
          </Stack>
        );
      }}
    </Answer>
  );
}
