import { Text } from '@mantine/core';
import { lookUpPageSchema } from '../answers/look-ups.js';
import { useAnswer } from '../api.js';
import { DataTable } from '../parts/data-table.js';
import { Pager } from '../parts/pager.js';
import { RegisterPage } from '../parts/register-page.js';
import { figure, inWords, Moment } from '../parts/words.js';
import { Link, useLocation } from '../router.js';

export function LookUpsPage({ maySeeAll }: { maySeeAll: boolean }) {
  const { query } = useLocation();
  const isAll = query.get('of') === 'all' && maySeeAll;
  const before = query.get('before');
  const page = useAnswer(`/look-ups${isAll ? '' : '/own'}${before ? `?before=${before}` : ''}`, lookUpPageSchema);
  return (
    <RegisterPage
      title={isAll ? 'Everybody’s look-ups' : 'Your look-ups'}
      above={
        maySeeAll && <Link to={isAll ? '/look-ups' : '/look-ups?of=all'}>{isAll ? 'Only yours' : 'Everybody’s'}</Link>
      }
      of={page}
    >
      {({ data, next }) => (
        <>
          <DataTable
            name="Look-ups"
            caption="Newest first, as they stand in the audit trail"
            empty="Nobody looked at anything yet."
            of={data}
            keyOf={({ id }) => id}
            columns={[
              ['When', ({ at }) => <Moment at={at} />],
              ['Who', ({ staff }) => staff.name ?? staff.id],
              ['Did', (lookUp) => <Did {...lookUp} />],
              ['What', ({ subject }) => <Subject {...subject} />],
              ['Reason', ({ reason, details }) => becauseOf(reason, details['case'])],
            ]}
          />
          <Pager to="/look-ups" query={query} next={next} />
        </>
      )}
    </RegisterPage>
  );
}

function becauseOf(reason: string | null, caseReference: unknown): string {
  return [reason && inWords(reason), caseReference].filter(Boolean).map(String).join(', ') || '–';
}

/** By its checksum a file is known again: `sha256sum` of the file says whether it is the one, and whole. */
function Did({ action, outcome, details }: { action: string; outcome: string; details: Record<string, unknown> }) {
  const { rows, sha256 } = details;
  if (!action.startsWith('export') || typeof rows !== 'number') return <>{inWords(action)}</>;
  const count = `${figure(rows)} ${rows === 1 ? 'row' : 'rows'}`;
  if (outcome !== 'done') return <>{`export broken off after ${count}`}</>;
  return (
    <>
      {`${inWords(action)}, ${count}`}
      {typeof sha256 === 'string' && (
        <Text size="xs" className="id">
          SHA-256 {sha256}
        </Text>
      )}
    </>
  );
}

const pages: Record<string, string> = {
  payment: 'payments',
  consent: 'consents',
  partner: 'partners',
  complaint: 'complaints',
  incident: 'incidents',
  fraud_report: 'fraud-reports',
  data_request: 'data',
};

function Subject({ type, id }: { type: string; id: string }) {
  // A list is called by its name, everything else by its id.
  if (type === 'list') return <>{`list of ${inWords(id)}`}</>;
  const name = (
    <>
      {inWords(type)} <span className="unbroken">…{id.slice(-8)}</span>
    </>
  );
  return type in pages ? <Link to={`/${pages[type]}/${id}`}>{name}</Link> : name;
}
