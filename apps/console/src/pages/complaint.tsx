import { NativeSelect, Stack, TextInput } from '@mantine/core';
import { type Complaint, complaintSchema } from '../answers/complaints.js';
import { useAnswer } from '../api.js';
import { Facts } from '../parts/facts.js';
import { choicesOf, useFields } from '../parts/fields.js';
import { FormDialog } from '../parts/form-dialog.js';
import { Journal } from '../parts/journal.js';
import { PageHead } from '../parts/page-head.js';
import { Section } from '../parts/section.js';
import { Answer } from '../parts/states.js';
import { useSteps } from '../parts/steps.js';
import { inWords, Moment, Standing } from '../parts/words.js';
import { Link } from '../router.js';

const outcomes = choicesOf(['upheld', 'partly_upheld', 'rejected', 'withdrawn']);

export function ComplaintPage({ id, mayChange }: { id: string; mayChange: boolean }) {
  const complaint = useAnswer(`/complaints/${id}`, complaintSchema);
  return (
    <Answer of={complaint}>
      {(data) => (
        <Stack>
          <PageHead title={`Complaint ${data.case_reference}`} standing={<Standing of={data} />}>
            {mayChange && data.status !== 'closed' && <ComplaintSteps of={data} onTaken={complaint.again} />}
          </PageHead>
          <Section>
            <Facts
              of={[
                ['From', inWords(data.complainant)],
                ['About', inWords(data.topic)],
                ['Partner', data.partner?.name],
                ['Payment', data.payment_id && <Link to={`/payments/${data.payment_id}`}>open the payment</Link>],
                ['Consent', data.consent_id && <Link to={`/consents/${data.consent_id}`}>open the consent</Link>],
                ['Came in on', data.received_on],
                ['Reply before', <Moment key="due" at={data.due_at} />],
                ['15 business days end', <Moment key="reply" at={data.reply_by} />],
                ['35 business days end', <Moment key="latest" at={data.latest_reply_by} />],
              ]}
            />
          </Section>
          <Section title="Steps">
            <Journal
              name="Steps"
              entries={data.steps.map(({ number, kind, outcome, text, taken_by: by, taken_at: at }) => ({
                number,
                at,
                by,
                title: inWords(kind) + (outcome === null ? '' : `: ${inWords(outcome)}`),
                text,
              }))}
            />
          </Section>
        </Stack>
      )}
    </Answer>
  );
}

function ComplaintSteps({ of: { id, status }, onTaken }: { of: Complaint; onTaken(): void }) {
  const { take, words } = useSteps(`/complaints/${id}/steps`, onTaken);
  const { values, field } = useFields({ finalReplyOn: '', outcome: 'upheld' });
  return (
    <>
      <FormDialog label="Add a note" title="Add a note" action="Add" onSubmit={() => take({ kind: 'noted' })}>
        {words('Note')}
      </FormDialog>
      {status === 'open' && (
        <FormDialog
          label="Holding reply sent"
          title="A holding reply was sent"
          action="Keep it"
          onSubmit={() => take({ kind: 'held', final_reply_on: values.finalReplyOn })}
        >
          {words('Why the reply takes longer, as it was told')}
          <TextInput label="Final reply promised for" type="date" {...field('finalReplyOn')} required />
        </FormDialog>
      )}
      <FormDialog
        label="Close"
        title="Close with a final reply"
        action="Close it"
        onSubmit={() => take({ kind: 'closed', outcome: values.outcome })}
      >
        <NativeSelect label="Outcome" data={outcomes} {...field('outcome')} />
        {words('What was answered')}
      </FormDialog>
    </>
  );
}
