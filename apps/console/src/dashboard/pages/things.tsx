import { Button, Stack } from '@mantine/core';
import { useState } from 'react';
import { type Parties, partiesSchema } from '../../answers/payments.js';
import { post, useAnswer } from '../../api.js';
import { Refusal, useAction } from '../../parts/action.js';
import { Facts } from '../../parts/facts.js';
import { PageHead } from '../../parts/page-head.js';
import { Section } from '../../parts/section.js';
import { Answer } from '../../parts/states.js';
import { Timeline } from '../../parts/timeline.js';
import { Amount, Id, inWords, Moment, Party, StatusAndId } from '../../parts/words.js';
import { Link } from '../../router.js';
import { consentSchema, paymentSchema, requestSchema } from '../answers.js';

export function PaymentPage({ id, mayReveal }: { id: string; mayReveal: boolean }) {
  const answer = useAnswer(`/payments/${id}`, paymentSchema);
  const [parties, setParties] = useState<Parties>();
  const action = useAction();
  const reveal = () => action.run(async () => setParties(await post(`/payments/${id}/reveal`, {}, partiesSchema)));
  return (
    <Answer of={answer}>
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
              {mayReveal && !parties && (
                <Button variant="default" loading={action.isBusy} onClick={() => void reveal()}>
                  Unmask, on record
                </Button>
              )}
            </PageHead>
            <Refusal of={action} />
            <Section title={`Who and what ${parties ? '(unmasked)' : '(masked)'}`}>
              <Facts
                of={[
                  ['From', <Party key="from" name={debtor.name} account={debtor.iban} />],
                  ['To', <Party key="to" name={creditor.name} account={creditor.iban ?? creditor.contact} />],
                  ['Remittance information', parties?.remittance_information ?? 'masked'],
                  ['Your reference', payment.reference],
                  ['Consent', payment.consent_id && <Link to={`/consents/${payment.consent_id}`}>open it</Link>],
                ]}
              />
            </Section>
            <Section title="How it stands">
              <Facts
                of={[
                  ['ISO 20022', payment.iso_status],
                  ['At the bank', payment.bank_status],
                  ['Failed at', payment.failure_stage && inWords(payment.failure_stage)],
                  ['Because', payment.failure_reason && inWords(payment.failure_reason)],
                  ['Made', <Moment key="made" at={payment.created_at} />],
                  ['Link until', <Moment key="until" at={payment.expires_at} />],
                  ['Executed', payment.executed_at && <Moment at={payment.executed_at} />],
                ]}
              />
            </Section>
            <Section title="Timeline">
              <Timeline entries={payment.timeline} />
            </Section>
          </Stack>
        );
      }}
    </Answer>
  );
}

export function ConsentPage({ id }: { id: string }) {
  const answer = useAnswer(`/consents/${id}`, consentSchema);
  return (
    <Answer of={answer}>
      {(consent) => (
        <Stack>
          <PageHead
            title={<>Consent to {inWords(consent.type)}</>}
            standing={<StatusAndId status={consent.status} id={consent.id} />}
          />
          <Section title="How it stands">
            <Facts
              of={[
                ['Permissions', consent.permissions.map(inWords).join(', ')],
                ['Purpose', consent.purpose],
                ['Your payer', consent.psu_reference],
                ['Asked', <Moment key="asked" at={consent.created_at} />],
                ['Given', consent.authorised_at && <Moment at={consent.authorised_at} />],
                ['Valid until', <Moment key="until" at={consent.valid_until} />],
                ['Last used', consent.last_used_at && <Moment at={consent.last_used_at} />],
                ['Ended', consent.ended_at && <Moment at={consent.ended_at} />],
                ['Revoked by', consent.revoked_by],
                ['Because', consent.status_reason && inWords(consent.status_reason)],
              ]}
            />
          </Section>
          {consent.accounts.length > 0 && (
            <Section title="Accounts (masked)">
              <ul className="plain">
                {consent.accounts.map((account) => (
                  <li key={account.id}>
                    {account.name ?? '–'} <span className="amount">{account.iban ?? ''}</span> {account.currency}{' '}
                    <Id>{account.id}</Id>
                  </li>
                ))}
              </ul>
            </Section>
          )}
          <Section title="Timeline">
            <Timeline entries={consent.timeline} />
          </Section>
        </Stack>
      )}
    </Answer>
  );
}

export function RequestPage({ id }: { id: string }) {
  const answer = useAnswer(`/requests/${id}`, requestSchema);
  return (
    <Answer of={answer}>
      {(request) => (
        <Stack>
          <PageHead
            title={
              <>
                Request for <Amount of={request.amount} />
              </>
            }
            standing={<StatusAndId status={request.status} id={request.id} />}
          />
          <Section title="How it stands">
            <Facts
              of={[
                ['Asked of', <Party key="of" name={request.debtor.name} account={request.debtor.account} />],
                ['Your reference', request.reference],
                ['Made', <Moment key="made" at={request.created_at} />],
                ['Until', request.expires_at && <Moment at={request.expires_at} />],
                ['Accepted', request.accepted_at && <Moment at={request.accepted_at} />],
                ['Failed at', request.failure_stage && inWords(request.failure_stage)],
                ['Because', request.failure_reason && inWords(request.failure_reason)],
              ]}
            />
          </Section>
          <Section title="Timeline">
            <Timeline entries={request.timeline} />
          </Section>
        </Stack>
      )}
    </Answer>
  );
}
