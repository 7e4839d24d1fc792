import { Group, Paper, Progress, Stack, Table, Text, Title } from '@mantine/core';
import { useState } from 'react';
import {
  accessPageSchema,
  consentDossierSchema,
  type ConsentParties,
  consentPartiesSchema,
} from '../answers/consents.js';
import { useAnswer } from '../api.js';
import { Evidence } from '../parts/evidence.js';
import { Facts } from '../parts/facts.js';
import { Reveal } from '../parts/reveal.js';
import { ShownPages } from '../parts/shown-pages.js';
import { Answer, Nothing } from '../parts/states.js';
import { Timeline } from '../parts/timeline.js';
import { Id, inWords, Moment, Status } from '../parts/words.js';
import { Link, useLocation } from '../router.js';

export function ConsentPage({ id, mayReveal }: { id: string; mayReveal: boolean }) {
  const dossier = useAnswer(`/consents/${id}`, consentDossierSchema);
  const [parties, setParties] = useState<ConsentParties>();
  return (
    <Answer of={dossier}>
      {(consent) => (
        <Stack>
          <Group justify="space-between" align="start">
            <Stack gap={4}>
              <Title order={1}>Consent for {inWords(consent.type)}</Title>
              <Group gap="xs">
                <Status of={consent.status} />
                <Id>{consent.id}</Id>
              </Group>
            </Stack>
            {mayReveal && (
              <Group gap="xs">
                {!parties && <Reveal path={`/consents/${id}`} schema={consentPartiesSchema} onRevealed={setParties} />}
                <Evidence path={`/consents/${id}`} />
              </Group>
            )}
          </Group>
          <Paper withBorder p="md" aria-live="polite">
            <Title order={2} size="h4" mb="sm">
              What was allowed
            </Title>
            <Facts
              of={[
                ['Partner', consent.partner.name],
                ['Payer’s reference', consent.psu_reference],
                ['Permissions', consent.permissions.map(inWords).join(', ')],
                ['Purpose', consent.purpose],
                ['Valid until', <Moment key="valid" at={consent.valid_until} />],
                ['Authorised', consent.authorised_at && <Moment at={consent.authorised_at} />],
                ['Last used', consent.last_used_at && <Moment at={consent.last_used_at} />],
                ['Ended', consent.ended_at && <Moment at={consent.ended_at} />],
                ['Revoked by', consent.revoked_by],
                ['Reason', consent.status_reason && inWords(consent.status_reason)],
                ...(parties?.accounts ?? consent.accounts).map((account): [string, string] => [
                  `Account …${account.id.slice(-6)}`,
                  `${account.name ?? '–'}, ${account.iban ?? '–'}`,
                ]),
              ]}
            />
          </Paper>
          <AccessLog id={id} />
          <ShownPages pages={consent.presentations} clear={parties?.presentations} />
          <Paper withBorder p="md">
            <Title order={2} size="h4" mb="sm">
              Timeline
            </Title>
            <Timeline entries={consent.timeline} />
          </Paper>
        </Stack>
      )}
    </Answer>
  );
}

function AccessLog({ id }: { id: string }) {
  const { query } = useLocation();
  const before = query.get('before');
  const accesses = useAnswer(`/consents/${id}/accesses${before ? `?before=${before}` : ''}`, accessPageSchema);
  return (
    <Paper withBorder p="md">
      <Title order={2} size="h4" mb="sm">
        Who read the accounts
      </Title>
      <Answer of={accesses}>
        {({ unattended, data, next }) => (
          <Stack>
            {unattended.map(({ account_id: account, used_in_24_hours: used, most_in_24_hours: most }) => (
              <div key={account}>
                <Text size="sm">
                  Account …{account.slice(-6)}: {used} of {most} reads without the payer in the last 24 hours
                </Text>
                <Progress
                  value={(used / most) * 100}
                  color={used >= most ? 'red' : 'teal'}
                  aria-label="Reads without the payer"
                />
              </div>
            ))}
            {data.length === 0 && <Nothing>Nobody read anything under this consent.</Nothing>}
            {data.length > 0 && (
              <Table.ScrollContainer minWidth={640} tabIndex={0} aria-label="Accesses">
                <Table>
                  <Table.Caption>Accesses, newest first</Table.Caption>
                  <Table.Thead>
                    <Table.Tr>
                      {['When', 'Who', 'What', 'Outcome', 'Payer there', 'Rows'].map((name) => (
                        <Table.Th key={name} scope="col">
                          {name}
                        </Table.Th>
                      ))}
                    </Table.Tr>
                  </Table.Thead>
                  <Table.Tbody>
                    {data.map((access) => (
                      <Table.Tr key={access.id}>
                        <Table.Td>
                          <Moment at={access.at} />
                        </Table.Td>
                        <Table.Td>{access.who}</Table.Td>
                        <Table.Td>{access.operation ?? inWords(access.what)}</Table.Td>
                        <Table.Td>
                          {access.outcome}
                          {access.cause ? `: ${inWords(access.cause)}` : ''}
                        </Table.Td>
                        <Table.Td>{access.psu_present ? 'yes' : 'no'}</Table.Td>
                        <Table.Td>{access.rows ?? '–'}</Table.Td>
                      </Table.Tr>
                    ))}
                  </Table.Tbody>
                </Table>
              </Table.ScrollContainer>
            )}
            {next && <Link to={`/consents/${id}?before=${next}`}>Older</Link>}
          </Stack>
        )}
      </Answer>
    </Paper>
  );
}
