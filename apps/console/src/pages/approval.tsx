import { Alert, Stack, Text, Textarea } from '@mantine/core';
import { type Change, changeSchema } from '../answers/changes.js';
import { change, useAnswer } from '../api.js';
import { BulkReveal } from '../parts/bulk-reveal.js';
import { nameOfChange } from '../parts/change-table.js';
import { Facts } from '../parts/facts.js';
import { useFields } from '../parts/fields.js';
import { FormDialog } from '../parts/form-dialog.js';
import { PageHead } from '../parts/page-head.js';
import { Section } from '../parts/section.js';
import { Answer } from '../parts/states.js';
import { inWords, Moment, paleGray, StatusAndId } from '../parts/words.js';
import { Link } from '../router.js';

export function ApprovalPage({ id, mayDecide, onDecided }: { id: string; mayDecide: boolean; onDecided(): void }) {
  const loaded = useAnswer(`/changes/${id}`, changeSchema);
  const again = () => {
    onDecided();
    loaded.again();
  };
  return (
    <Answer of={loaded}>
      {(data) => (
        <Stack>
          <PageHead title={nameOfChange(data.kind)} standing={<StatusAndId status={data.status} id={data.id} />}>
            {data.status === 'waiting' && <Decide of={data} mayDecide={mayDecide} onDone={again} />}
          </PageHead>
          {data.is_as_it_was === false && (
            <Alert color="orange" variant="outline" title="Changed meanwhile">
              What it would change is not as it was when it was asked for. It cannot be approved: refuse it, and ask
              again.
            </Alert>
          )}
          {mayDecide && data.why_not && (
            <Alert color={paleGray} variant="outline">
              {data.why_not}
            </Alert>
          )}
          {data.kind === 'personal_data.bulk_reveal' && data.status === 'approved' && data.is_own && (
            <BulkReveal change={data.id} />
          )}
          <Section title="What changes">
            <Difference of={data} />
          </Section>
          <Section title="Who and why">
            <Facts
              of={[
                ['Partner', data.partner && <Link to={`/partners/${data.partner.id}`}>{data.partner.name}</Link>],
                ['About', aboutOf(data)],
                ['Asked by', data.is_own ? `${data.asked_by}, which is you` : data.asked_by],
                ['Asked', <Moment key="asked" at={data.asked_at} />],
                ['Reason', data.reason],
                ['Waits until', data.status === 'waiting' ? <Moment key="until" at={data.expires_at} /> : null],
                ['Decided by', data.decided_by],
                ['Decided', data.decided_at && <Moment key="decided" at={data.decided_at} />],
                ['Because', data.decision_reason],
              ]}
            />
          </Section>
        </Stack>
      )}
    </Answer>
  );
}

/** Where more is told of what it changes. A run has no page of its own. */
function aboutOf({ subject: { type, id } }: Change) {
  if (type === 'data_request') return <Link to={`/data/${id}`}>the request of the person</Link>;
  if (type === 'retention_run') return <Link to="/data/retention">the runs of retention</Link>;
  return null;
}

function Difference({ of: { before, after } }: { of: Change }) {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return (
    <Facts
      of={names.map((name) => [
        inWords(name),
        before[name] === after[name] || before[name] === undefined ? (
          (after[name] ?? '')
        ) : (
          <>
            <span className="quiet">from</span> {before[name] || '–'} <span className="quiet">to</span>{' '}
            <strong>{after[name] || '–'}</strong>
          </>
        ),
      ])}
    />
  );
}

function Decide({ of: data, mayDecide, onDone }: { of: Change; mayDecide: boolean; onDone(): void }) {
  const { values, field } = useFields({ reason: '' });
  const decide = async (verb: string) => {
    await change(`/changes/${data.id}/${verb}`, verb === 'withdraw' ? {} : values);
    onDone();
  };
  const why = (
    <Textarea
      label="Reason"
      description="What you checked, or why not; no names of people"
      {...field('reason')}
      maxLength={200}
      autosize
      required
      data-autofocus
    />
  );
  return (
    <>
      {mayDecide && data.why_not === null && data.is_as_it_was && (
        <FormDialog label="Approve" title="Approve, and do it" action="Approve" onSubmit={() => decide('approve')}>
          {why}
        </FormDialog>
      )}
      {mayDecide && !data.is_own && (
        <FormDialog label="Refuse" title="Refuse" action="Refuse" onSubmit={() => decide('refuse')}>
          {why}
        </FormDialog>
      )}
      {data.is_own && (
        <FormDialog label="Take it back" title="Take it back" action="Take it back" onSubmit={() => decide('withdraw')}>
          <Text size="sm">It then waits for nobody. What you asked stays on record.</Text>
        </FormDialog>
      )}
    </>
  );
}
