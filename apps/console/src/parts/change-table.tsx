import type { ChangeSummary } from '../answers/changes.js';
import { Link } from '../router.js';
import { DataTable } from './data-table.js';
import { inWords, Moment, Status } from './words.js';

const changeNames: Record<string, string> = {
  'partner.status': 'Going live or stopping',
  'partner.redirect_uri': 'Redirect URI',
  'partner.request_limit': 'Request limit',
  'partner.spending_limits': 'Spending limits',
  'personal_data.bulk_reveal': 'Payments in clear',
  'personal_data.erasure': 'Erasure of personal data',
  'personal_data.retention_run': 'Deletion of what was kept long enough',
};

export function nameOfChange(kind: string): string {
  return changeNames[kind] ?? inWords(kind);
}

export function ChangeTable({ changes, caption, empty }: { changes: ChangeSummary[]; caption: string; empty: string }) {
  return (
    <DataTable
      caption={caption}
      empty={empty}
      of={changes}
      keyOf={({ id }) => id}
      columns={[
        ['Change', ({ id, kind }) => <Link to={`/approvals/${id}`}>{nameOfChange(kind)}</Link>],
        ['Status', ({ status }) => <Status of={status} />],
        ['Of', ({ partner, subject }) => partner?.name ?? inWords(subject.type)],
        ['Asked by', ({ asked_by: name }) => name],
        ['Asked', ({ asked_at: at }) => <Moment at={at} />],
        ['Waits until', ({ expires_at: at }) => <Moment at={at} />],
      ]}
    />
  );
}
