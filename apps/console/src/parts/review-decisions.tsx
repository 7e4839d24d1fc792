import { NativeSelect, NumberInput, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Proposal, Review } from '../answers/reviews.js';
import { change } from '../api.js';
import { ActionForm } from './action-form.js';
import { useFields } from './fields.js';

const resolutions = [
  { value: 'adopt', label: 'Adopt: this order at the bank is ours' },
  { value: 'executed', label: 'Executed: money moved, and something proves it' },
  { value: 'failed', label: 'Failed: the bank never had it' },
  { value: 'cancelled', label: 'Cancelled: it shall not go on' },
];

/** What whoever looks can do about a review: become an operator, propose, or decide what another proposed. */
export function DecideReview({ of: review, onDone }: { of: Review; onDone(): void }) {
  const has = (status: string) => review.proposals.find((proposal) => proposal.status === status);
  const open = has('proposed');
  if (review.you_are === null) return <BecomeOperator onDone={onDone} />;
  if (open) return <Approve proposal={open} onDone={onDone} />;
  if (review.status !== 'in_review' || has('approved')) return null;
  return <Propose order={review.order} onDone={onDone} />;
}

function BecomeOperator({ onDone }: { onDone(): void }) {
  const { values, field } = useFields({ secret: '' });
  return (
    <ActionForm
      title="You are no operator yet"
      action="This is me"
      onSubmit={() => change('/operator', values).then(onDone)}
    >
      <Text size="sm">
        Two operators decide a review. Show your operator’s secret once; from then on you act as that operator here.
      </Text>
      <TextInput
        label="Operator’s secret"
        description="so_…, as it was shown when the operator was made"
        type="password"
        {...field('secret')}
        required
        autoComplete="off"
      />
    </ActionForm>
  );
}

function Propose({ order, onDone }: { order: string; onDone(): void }) {
  const { values, field } = useFields({ resolution: 'adopt', evidence: '', reason: '' });
  const { resolution, evidence, reason } = values;
  const [bankObject, setBankObject] = useState<number | string>('');
  const body = {
    resolution,
    reason,
    bank_object_id: resolution === 'adopt' && typeof bankObject === 'number' ? bankObject : null,
    evidence: resolution === 'executed' ? evidence : null,
  };
  return (
    <ActionForm
      title="Propose a resolution"
      action="Propose"
      onSubmit={() => change(`/reviews/${order}/proposals`, body).then(onDone)}
    >
      <Text size="sm">Nothing changes before a second operator approves it.</Text>
      <NativeSelect label="Resolution" data={resolutions} {...field('resolution')} />
      {resolution === 'adopt' && (
        <NumberInput
          label="Number of the order at the bank"
          value={bankObject}
          onChange={setBankObject}
          allowDecimal={false}
          allowNegative={false}
          hideControls
          required
        />
      )}
      {resolution === 'executed' && (
        <TextInput
          label="What proves it"
          description="Its reference, such as the number of a statement; not its content"
          {...field('evidence')}
          maxLength={500}
          required
        />
      )}
      <TextInput
        label="Reason"
        description="For the second operator and for auditors; no names"
        {...field('reason')}
        maxLength={500}
        required
      />
    </ActionForm>
  );
}

function Approve({ proposal: { id }, onDone }: { proposal: Proposal; onDone(): void }) {
  const { values, field } = useFields({ override: '' });
  const approve = () =>
    change(`/review-proposals/${id}/approve`, { override_reason: values.override.trim() || null }).then(onDone);
  const decline = () => change(`/review-proposals/${id}/decline`, {}).then(onDone);
  return (
    <ActionForm
      title="A proposal waits"
      action="Approve"
      onSubmit={approve}
      alternative={{ action: 'Decline', onClick: decline }}
    >
      <Text size="sm">
        A worker reads the bank again before it is carried out, and refuses what the bank shows otherwise.
      </Text>
      <TextInput
        label="Reason to stand against what the bank shows"
        description="Leave it empty, unless it was refused before and must be carried out all the same"
        {...field('override')}
        maxLength={500}
      />
    </ActionForm>
  );
}
