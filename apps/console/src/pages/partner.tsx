import { Group, Stack, Text } from '@mantine/core';
import { type Partner, partnerSchema } from '../answers/partners.js';
import { useAnswer } from '../api.js';
import { AddRedirectUri, AskChange, ChangeRequestLimit, ChangeSpendingLimits } from '../parts/ask-change.js';
import { ChangeTable } from '../parts/change-table.js';
import { Facts } from '../parts/facts.js';
import { PageHead } from '../parts/page-head.js';
import { PartnerFile } from '../parts/partner-file.js';
import { Section } from '../parts/section.js';
import { Answer, Nothing } from '../parts/states.js';
import { figure, Moment, StatusAndId } from '../parts/words.js';
import { Link } from '../router.js';

/** One partner, and what may be asked to change of it. */
export function PartnerPage({ id, mayAsk, mayReview }: { id: string; mayAsk: boolean; mayReview: boolean }) {
  const loaded = useAnswer(`/partners/${id}`, partnerSchema);
  return (
    <Answer of={loaded}>
      {(partner) => (
        <Stack>
          <PageHead title={partner.name} standing={<StatusAndId status={partner.status} id={partner.id} />}>
            {mayAsk && <ChangeStatus of={partner} onDone={loaded.again} />}
          </PageHead>
          <Section>
            <Facts
              of={[
                ['Since', <Moment key="since" at={partner.created_at} />],
                ['Keys in use', figure(partner.keys_in_use)],
                [
                  'Payments',
                  <Link key="payments" to={`/payments?partner=${partner.id}`}>
                    show them
                  </Link>,
                ],
                [
                  'Consents',
                  <Link key="consents" to={`/consents?partner=${partner.id}`}>
                    show them
                  </Link>,
                ],
                ['Origins', partner.origins.join(', ')],
              ]}
            />
          </Section>
          <Section
            title="Where payers go back to"
            action={mayAsk && <AddRedirectUri partner={partner.id} onDone={loaded.again} />}
          >
            <RedirectUris of={partner} mayAsk={mayAsk} onDone={loaded.again} />
          </Section>
          <Section
            title="Limits"
            action={
              mayAsk && (
                <Group gap="xs">
                  <ChangeRequestLimit partner={partner.id} onDone={loaded.again} />
                  <ChangeSpendingLimits partner={partner.id} onDone={loaded.again} />
                </Group>
              )
            }
          >
            <Limits of={partner} />
          </Section>
          <PartnerFile id={id} mayReview={mayReview} />
          <Section title="Changes that took two people">
            <ChangeTable changes={partner.changes} caption="Newest first" empty="Nothing was asked for." />
          </Section>
        </Stack>
      )}
    </Answer>
  );
}

function ChangeStatus({ of: { id, status }, onDone }: { of: Partner; onDone(): void }) {
  const wanted = status === 'active' ? 'suspended' : 'active';
  return (
    <AskChange
      key={wanted}
      label={status === 'active' ? 'Suspend' : 'Ask to go live'}
      title={status === 'active' ? 'Stop its keys and links' : 'Let it go live'}
      asking={() => ({ kind: 'partner.status', payload: { partner: id, status: wanted } })}
      needsNobody={status === 'active'}
      onDone={onDone}
    />
  );
}

function RedirectUris({
  of: { id, redirect_uris: uris },
  mayAsk,
  onDone,
}: {
  of: Partner;
  mayAsk: boolean;
  onDone(): void;
}) {
  if (uris.length === 0) return <Nothing>No address is registered: no payer can be sent back.</Nothing>;
  return (
    <Stack component="ul" className="plain" gap="xs">
      {uris.map(({ uri, created_at: at }) => (
        <Group component="li" key={uri} justify="space-between" gap="xs">
          <div>
            <Text size="sm" className="id">
              {uri}
            </Text>
            <Text size="xs" className="quiet">
              since <Moment at={at} />
            </Text>
          </div>
          {mayAsk && (
            <AskChange
              label="Remove"
              title={`Remove ${uri}`}
              asking={() => ({ kind: 'partner.redirect_uri', payload: { partner: id, uri, registered: false } })}
              needsNobody
              onDone={onDone}
            />
          )}
        </Group>
      ))}
    </Stack>
  );
}

function Limits({ of: { requests_per_minute: requests, spending_limits: limits } }: { of: Partner }) {
  const euros = (of: { limit: { value: string } | null; used: { value: string } } | undefined) =>
    of?.limit ? `EUR ${of.limit.value}, used EUR ${of.used.value}` : 'no limit';
  return (
    <Facts
      of={[
        ['Requests a minute', requests === null ? "everybody's figure" : figure(requests)],
        ['One payment', limits?.per_payment ? `EUR ${limits.per_payment.limit.value}` : 'no limit'],
        ['A day', euros(limits?.per_day)],
        ['A month', euros(limits?.per_month)],
        ['Who may be paid', limits?.allowed_creditors?.map(({ iban }) => iban).join(', ') ?? 'anybody'],
      ]}
    />
  );
}
