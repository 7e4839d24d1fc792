import { Group, Paper, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { type Partner, partnerSchema } from '../answers/partners.js';
import { useAnswer } from '../api.js';
import { AddRedirectUri, AskChange, ChangeRequestLimit, ChangeSpendingLimits } from '../parts/ask-change.js';
import { ChangeTable } from '../parts/change-table.js';
import { Facts } from '../parts/facts.js';
import { PartnerFile } from '../parts/partner-file.js';
import { Answer, Nothing } from '../parts/states.js';
import { figure, Id, Moment, Status } from '../parts/words.js';
import { Link } from '../router.js';

/** One partner, and what may be asked to change of it. */
export function PartnerPage({ id, mayAsk, mayReview }: { id: string; mayAsk: boolean; mayReview: boolean }) {
  const loaded = useAnswer(`/partners/${id}`, partnerSchema);
  const again = () => {
    if (loaded.state === 'ready') loaded.again();
  };
  return (
    <Answer of={loaded}>
      {(partner) => (
        <Stack>
          <Group justify="space-between" align="start">
            <Stack gap={4}>
              <Title order={1}>{partner.name}</Title>
              <Group gap="xs">
                <Status of={partner.status} />
                <Id>{partner.id}</Id>
              </Group>
            </Stack>
            {mayAsk && <ChangeStatus of={partner} onDone={again} />}
          </Group>
          <Paper withBorder p="md">
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
          </Paper>
          <Part
            title="Where payers go back to"
            action={mayAsk && <AddRedirectUri partner={partner.id} onDone={again} />}
          >
            <RedirectUris of={partner} mayAsk={mayAsk} onDone={again} />
          </Part>
          <Part
            title="Limits"
            action={
              mayAsk && (
                <Group gap="xs">
                  <ChangeRequestLimit partner={partner.id} onDone={again} />
                  <ChangeSpendingLimits partner={partner.id} onDone={again} />
                </Group>
              )
            }
          >
            <Limits of={partner} />
          </Part>
          <PartnerFile id={id} mayReview={mayReview} />
          <Part title="Changes that took two people">
            {partner.changes.length === 0 ? (
              <Nothing>Nothing was asked for.</Nothing>
            ) : (
              <ChangeTable changes={partner.changes} caption="Newest first" />
            )}
          </Part>
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

function Part({ title, action, children }: { title: string; action?: ReactNode; children: ReactNode }) {
  return (
    <Paper withBorder p="md">
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h4">
          {title}
        </Title>
        {action}
      </Group>
      {children}
    </Paper>
  );
}
