import { Badge, Group, NativeSelect, Paper, Stack, Text, Textarea, TextInput, Title } from '@mantine/core';
import { useState } from 'react';
import { type PartnerReview, partnerFileSchema } from '../answers/partners.js';
import { change, useAnswer } from '../api.js';
import { Facts } from './facts.js';
import { FormDialog } from './form-dialog.js';
import { Answer, Nothing } from './states.js';
import { Moment } from './words.js';

const standings: Record<string, string> = {
  licensed: 'a licence of its own',
  agent: 'agent of ours',
  neither: 'does nothing that needs a licence',
};

/** What a partner may do itself, what was approved, and who looked at it; earlier reviews stay. */
export function PartnerFile({ id, mayReview }: { id: string; mayReview: boolean }) {
  const file = useAnswer(`/partners/${id}/file`, partnerFileSchema);
  const again = file.state === 'ready' ? file.again : () => undefined;
  return (
    <Paper withBorder p="md">
      <Answer of={file}>
        {({ data: [latest, ...before] }) => (
          <Stack>
            <Group justify="space-between">
              <Title order={2} size="h4">
                File
              </Title>
              {mayReview && <Review id={id} latest={latest} onKept={again} />}
            </Group>
            {latest === undefined ? <Nothing>Nobody has reviewed this partner yet.</Nothing> : <Latest of={latest} />}
            {before.length > 0 && (
              <ol className="timeline" aria-label="Earlier reviews">
                {before.map((review) => (
                  <li key={review.number}>
                    <Text size="xs" className="quiet">
                      <Moment at={review.reviewed_at} /> · {review.reviewed_by}
                    </Text>
                    <Text size="sm">
                      {[standings[review.standing], review.register_number, review.authority]
                        .filter((part) => part !== null)
                        .join(', ')}
                    </Text>
                    <Text size="sm" className="page-text">
                      {review.text}
                    </Text>
                  </li>
                ))}
              </ol>
            )}
          </Stack>
        )}
      </Answer>
    </Paper>
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
              {of.is_overdue && (
                <Badge variant="outline" color="red" tt="none" className="status">
                  overdue
                </Badge>
              )}
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

function Review({ id, latest, onKept }: { id: string; latest: PartnerReview | undefined; onKept(): void }) {
  const [fields, setFields] = useState({
    standing: latest?.standing ?? 'neither',
    register_number: latest?.register_number ?? '',
    authority: latest?.authority ?? '',
    approved_pages: latest?.approved_pages.join('\n') ?? '',
    next_review_on: '',
    text: '',
  });
  const set = (name: keyof typeof fields) => (event: { currentTarget: { value: string } }) =>
    setFields({ ...fields, [name]: event.currentTarget.value });
  const hasRegister = fields.standing !== 'neither';
  return (
    <FormDialog
      label="Enter a review"
      title="Enter a review"
      action="Keep it"
      onSubmit={async () => {
        await change(`/partners/${id}/file`, {
          ...fields,
          register_number: hasRegister ? fields.register_number : null,
          authority: hasRegister ? fields.authority : null,
          approved_pages: fields.approved_pages.split(/\s+/).filter((page) => page !== ''),
        });
        onKept();
      }}
    >
      <NativeSelect
        label="Standing"
        data={Object.entries(standings).map(([value, label]) => ({ value, label }))}
        value={fields.standing}
        onChange={set('standing')}
      />
      {hasRegister && (
        <>
          <TextInput
            label="Register number"
            value={fields.register_number}
            onChange={set('register_number')}
            required
          />
          <TextInput
            label="Authority"
            description="Whose register that is"
            value={fields.authority}
            onChange={set('authority')}
            required
          />
        </>
      )}
      <Textarea
        label="Approved pages"
        description="https addresses, one a line"
        value={fields.approved_pages}
        onChange={set('approved_pages')}
        autosize
        minRows={2}
      />
      <TextInput
        label="Next review"
        type="date"
        value={fields.next_review_on}
        onChange={set('next_review_on')}
        required
      />
      <Textarea
        label="What was looked at"
        description="Kept encrypted"
        value={fields.text}
        onChange={set('text')}
        required
      />
    </FormDialog>
  );
}
