import { Progress, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import {
  accessPageSchema,
  consentDossierSchema,
  type ConsentParties,
  consentPartiesSchema,
} from '../answers/consents.js';
import { useAnswer } from '../api.js';
import { DataTable } from '../parts/data-table.js';
import { Evidence } from '../parts/evidence.js';
import { Facts } from '../parts/facts.js';
import { PageHead } from '../parts/page-head.js';
import { Pager } from '../parts/pager.js';
import { Reveal } from '../parts/reveal.js';
import { Section } from '../parts/section.js';
import { ShownPages } from '../parts/shown-pages.js';
import { Answer } from '../parts/states.js';
import { Timeline } from '../parts/timeline.js';
import { inWords, Moment, StatusAndId } from '../parts/words.js';
import { useLocation } from '../router.js';

export function ConsentPage({ id, mayReveal }: { id: string; mayReveal: boolean }) {
  const dossier = useAnswer(`/consents/${id}`, consentDossierSchema);
  const [parties, setParties] = useState<ConsentParties>();
  return (
    <Answer of={dossier}>
      {(consent) => (
        <Stack>
          <PageHead
            title={`Consent for ${inWords(consent.type)}`}
            standing={<StatusAndId status={consent.status} id={consent.id} />}
          >
            {mayReveal && (
              <>
                {!parties && <Reveal path={`/consents/${id}`} schema={consentPartiesSchema} onRevealed={setParties} />}
                <Evidence path={`/consents/${id}`} />
              </>
            )}
          </PageHead>
          <Section title="What was allowed" isLive>
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
          </Section>
          <AccessLog id={id} />
          <ShownPages pages={consent.presentations} clear={parties?.presentations} />
          <Section title="Timeline">
            <Timeline entries={consent.timeline} />
          </Section>
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
    <Section title="Who read the accounts">
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
            <DataTable
              name="Accesses"
              caption="Accesses, newest first"
              empty="Nobody read anything under this consent."
              of={data}
              keyOf={(access) => access.id}
              columns={[
                ['When', ({ at }) => <Moment at={at} />],
                ['Who', ({ who }) => who],
                ['What', ({ operation, what }) => operation ?? inWords(what)],
                ['Outcome', ({ outcome, cause }) => outcome + (cause ? `: ${inWords(cause)}` : '')],
                ['Payer there', ({ psu_present: isPresent }) => (isPresent ? 'yes' : 'no')],
                ['Rows', ({ rows }) => rows ?? '–', 'figure'],
              ]}
            />
            <Pager to={`/consents/${id}`} query={query} next={next} />
          </Stack>
        )}
      </Answer>
    </Section>
  );
}
