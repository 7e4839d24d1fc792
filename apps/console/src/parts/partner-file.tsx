import { Group, NativeSelect, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { type PartnerReview, partnerFileSchema } from '../answers/partners.js';
import { change, useAnswer } from '../api.js';
import { Facts } from './facts.js';
import { useFields } from './fields.js';
import { FormDialog } from './form-dialog.js';
import { Journal } from './journal.js';
import { Section } from './section.js';
import { Answer, Nothing } from './states.js';
import { KeptText } from './steps.js';
import { Moment, Overdue } from './words.js';

const standings: Record<string, string> = {
  licensed: 'a licence of its own',
  agent: 'agent of ours',
  neither: 'does nothing that needs a licence',
};

/** What a partner may do itself, what was approved, and who looked at it; earlier reviews stay. */
export function PartnerFile({ id, mayReview }: { id: string; mayReview: boolean }) {
  const file = useAnswer(`/partners/${id}/file`, partnerFileSchema);
  const latest = file.state === 'ready' ? file.data.data[0] : undefined;
  const mayReviewNow = mayReview && file.state === 'ready';
  return (
    <Section title="File" action={mayReviewNow && <EnterReview id={id} latest={latest} onKept={file.again} />}>
      <Answer of={file}>
        {({ data: [newest, ...before] }) => (
          <Stack>
            {newest === undefined ? <Nothing>Nobody has reviewed this partner yet.</Nothing> : <Latest of={newest} />}
            {before.length > 0 && (
              <Journal
                name="Earlier reviews"
                entries={before.map((review) => ({
                  number: review.number,
                  at: review.reviewed_at,
                  by: review.reviewed_by,
                  title: [standings[review.standing], review.register_number, review.authority]
                    .filter((part) => part !== null)
                    .join(', '),
                  text: review.text,
                }))}
              />
            )}
          </Stack>
        )}
      </Answer>
    </Section>
  );
}

function Latest({ of }: { of: PartnerReview }) {
  return (
    <>
      <Facts
        of={[
          ['Standing', standings[of.standing]],
          ['Register number', of.register_number],
          ['Authority', of.authority],
          ['Approved pages', of.approved_pages.length === 0 ? 'none' : of.approved_pages.join(' ')],
          ['Reviewed', <Moment key="at" at={of.reviewed_at} />],
          ['By', of.reviewed_by],
          [
            'Next review',
            <Group key="next" gap="xs">
              {of.next_review_on}
              {of.is_overdue && <Overdue />}
            </Group>,
          ],
        ]}
      />
      <Text size="sm" className="page-text">
        {of.text}
      </Text>
    </>
  );
}

function EnterReview({ id, latest, onKept }: { id: string; latest: PartnerReview | undefined; onKept(): void }) {
  const { values, field } = useFields({
    standing: latest?.standing ?? 'neither',
    register_number: latest?.register_number ?? '',
    authority: latest?.authority ?? '',
    approved_pages: latest?.approved_pages.join('\n') ?? '',
    next_review_on: '',
    text: '',
  });
  const hasRegister = values.standing !== 'neither';
  return (
    <FormDialog
      label="Enter a review"
      title="Enter a review"
      action="Keep it"
      onSubmit={async () => {
        await change(`/partners/${id}/file`, {
          ...values,
          register_number: hasRegister ? values.register_number : null,
          authority: hasRegister ? values.authority : null,
          approved_pages: values.approved_pages.split(/\s+/).filter((page) => page !== ''),
        });
        onKept();
      }}
    >
      <NativeSelect
        label="Standing"
        data={Object.entries(standings).map(([value, label]) => ({ value, label }))}
        {...field('standing')}
      />
      {hasRegister && (
        <>
          <TextInput label="Register number" {...field('register_number')} required />
          <TextInput label="Authority" description="Whose register that is" {...field('authority')} required />
        </>
      )}
      <Textarea
        label="Approved pages"
        description="https addresses, one a line"
        {...field('approved_pages')}
        autosize
        minRows={2}
      />
      <TextInput label="Next review" type="date" {...field('next_review_on')} required />
      <KeptText label="What was looked at" {...field('text')} />
    </FormDialog>
  );
}
