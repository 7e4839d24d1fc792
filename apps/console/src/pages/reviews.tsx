import {
  Alert,
  Button,
  Group,
  NativeSelect,
  NumberInput,
  Paper,
  Stack,
  Table,
  Text,
  TextInput,
  Title,
} from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { type Proposal, type Review, reviewSchema, reviewsSchema } from '../answers/reviews.js';
import { asApiError, change, useAnswer } from '../api.js';
import { Facts } from '../parts/facts.js';
import { Answer, Nothing } from '../parts/states.js';
import { Id, inWords, Moment, Status } from '../parts/words.js';
import { Link } from '../router.js';

const resolutions = [
  { value: 'adopt', label: 'Adopt: this order at the bank is ours' },
  { value: 'executed', label: 'Executed: money moved, and something proves it' },
  { value: 'failed', label: 'Failed: the bank never had it' },
  { value: 'cancelled', label: 'Cancelled: it shall not go on' },
];

/** What no rule can tell of, longest waiting first. */
export function ReviewsPage() {
  const reviews = useAnswer('/reviews', reviewsSchema);
  return (
    <Stack>
      <Title order={1}>Reviews</Title>
      <Answer of={reviews}>
        {({ data }) =>
          data.length === 0 ? (
            <Nothing>Nothing is in review.</Nothing>
          ) : (
            <Wide
              name="Orders in review"
              heads={['Order', 'Because', 'Partner', 'Rail', 'In review since', 'Proposal']}
            >
              {data.map((review) => (
                <Table.Tr key={review.order}>
                  <Table.Td>
                    <Link to={`/reviews/${review.order}`}>{`${inWords(review.kind)} …${review.order.slice(-8)}`}</Link>
                  </Table.Td>
                  <Table.Td>{review.reason ? inWords(review.reason) : '–'}</Table.Td>
                  <Table.Td>{review.partner.name}</Table.Td>
                  <Table.Td>{inWords(review.rail)}</Table.Td>
                  <Table.Td>
                    <Moment at={review.in_review_since} />
                  </Table.Td>
                  <Table.Td>{review.proposal ? 'waits for a second operator' : '–'}</Table.Td>
                </Table.Tr>
              ))}
            </Wide>
          )
        }
      </Answer>
    </Stack>
  );
}

export function ReviewPage({ id, mayDecide }: { id: string; mayDecide: boolean }) {
  const loaded = useAnswer(`/reviews/${id}`, reviewSchema);
  return (
    <Answer of={loaded}>
      {(review) => {
        const open = review.proposals.find(({ status }) => status === 'proposed');
        const again = loaded.state === 'ready' ? loaded.again : () => undefined;
        return (
          <Stack>
            <Stack gap={4}>
              <Title order={1}>Review of a {inWords(review.kind)}</Title>
              <Group gap="xs">
                <Status of={review.status} />
                <Id>{review.order}</Id>
              </Group>
            </Stack>
            <Part title="Why it is here">
              <Facts
                of={[
                  ['Because', review.reason && inWords(review.reason)],
                  ['Partner', review.partner.name],
                  ['Rail', inWords(review.rail)],
                  ['Number at the bank', review.bank_object_id],
                  ['In review since', <Moment key="since" at={review.in_review_since} />],
                  [
                    'Payment',
                    review.kind === 'payment' && <Link to={`/payments/${review.order}`}>open the payment</Link>,
                  ],
                ]}
              />
            </Part>
            <Part title="What was sent">
              <Wide name="Attempts" heads={['Attempt', 'State', 'Outcome', 'Times sent', 'Number at the bank']}>
                {review.attempts.map((attempt) => (
                  <Table.Tr key={attempt.number}>
                    <Table.Td>{attempt.number}</Table.Td>
                    <Table.Td>{inWords(attempt.status)}</Table.Td>
                    <Table.Td>{attempt.outcome ? inWords(attempt.outcome) : '–'}</Table.Td>
                    <Table.Td>{attempt.sends}</Table.Td>
                    <Table.Td>{attempt.bank_object_id ?? '–'}</Table.Td>
                  </Table.Tr>
                ))}
              </Wide>
            </Part>
            <Part title="What the bank shows">
              <AtTheBank shows={review.bank_shows} />
            </Part>
            <Part title="What was decided">
              {review.proposals.length === 0 && <Nothing>Nobody has proposed anything.</Nothing>}
              <Stack>
                {review.proposals.map((proposal) => (
                  <ProposalFacts key={proposal.id} of={proposal} />
                ))}
              </Stack>
            </Part>
            {mayDecide && <Decide review={review} open={open} onDone={again} />}
          </Stack>
        );
      }}
    </Answer>
  );
}

function AtTheBank({ shows }: { shows: Review['bank_shows'] }) {
  if (!shows) return <Nothing>A worker has not looked yet.</Nothing>;
  return (
    <>
      <Text size="sm" mb="sm">
        Seen <Moment at={shows.seen_at} />
        {shows.extent === 'complete'
          ? ', the whole list'
          : shows.extent === 'partial'
            ? ', a part of the list'
            : ': our access is gone'}
      </Text>
      {shows.orders.length === 0 ? (
        <Nothing>No order like it.</Nothing>
      ) : (
        <Wide name="Orders at the bank like this one" heads={['Number', 'The bank says', 'Belongs to', 'Differs in']}>
          {shows.orders.map((order, index) => (
            <Table.Tr key={order.bank_object_id ?? `unnamed ${index}`}>
              <Table.Td>{order.bank_object_id ?? 'no number'}</Table.Td>
              <Table.Td>{order.bank_status}</Table.Td>
              <Table.Td>{{ this: 'this order', another: 'another order' }[order.owner] ?? 'nobody'}</Table.Td>
              <Table.Td>{order.mismatch ? inWords(order.mismatch) : '–'}</Table.Td>
            </Table.Tr>
          ))}
        </Wide>
      )}
    </>
  );
}

function ProposalFacts({ of }: { of: Proposal }) {
  return (
    <Facts
      of={[
        ['Resolution', inWords(of.resolution)],
        ['State', of.status === 'approved' ? 'approved, being carried out' : inWords(of.status)],
        ['Reason', of.reason],
        ['Number at the bank', of.bank_object_id],
        ['Proof', of.evidence],
        ['Proposed by', `operator …${of.proposed_by.slice(-8)}`],
        ['Proposed', <Moment key="at" at={of.proposed_at} />],
        ['Decided by', of.decided_by && `operator …${of.decided_by.slice(-8)}`],
        ['Decided', of.decided_at && <Moment at={of.decided_at} />],
        ['Stands against the bank because', of.override_reason],
        ['The bank showed otherwise', of.contradiction && inWords(of.contradiction)],
      ]}
    />
  );
}

function Decide({ review, open, onDone }: { review: Review; open: Proposal | undefined; onDone(): void }) {
  if (review.you_are === null) return <BecomeOperator onDone={onDone} />;
  if (open) return <Approve proposal={open} onDone={onDone} />;
  if (review.status !== 'in_review' || review.proposals.some(({ status }) => status === 'approved')) return null;
  return <Propose order={review.order} onDone={onDone} />;
}

function BecomeOperator({ onDone }: { onDone(): void }) {
  const [secret, setSecret] = useState('');
  return (
    <Sending
      title="You are no operator yet"
      action="This is me"
      send={() => change('/operator', { secret })}
      onDone={onDone}
    >
      <Text size="sm">
        Two operators decide a review. Show your operator’s secret once; from then on you act as that operator here.
      </Text>
      <TextInput
        label="Operator’s secret"
        description="so_…, as it was shown when the operator was made"
        type="password"
        value={secret}
        onChange={(event) => setSecret(event.currentTarget.value)}
        required
        autoComplete="off"
      />
    </Sending>
  );
}

function Propose({ order, onDone }: { order: string; onDone(): void }) {
  const [resolution, setResolution] = useState('adopt');
  const [bankObject, setBankObject] = useState<number | string>('');
  const [evidence, setEvidence] = useState('');
  const [reason, setReason] = useState('');
  const body = {
    resolution,
    reason,
    bank_object_id: resolution === 'adopt' && typeof bankObject === 'number' ? bankObject : null,
    evidence: resolution === 'executed' ? evidence : null,
  };
  return (
    <Sending
      title="Propose a resolution"
      action="Propose"
      send={() => change(`/reviews/${order}/proposals`, body)}
      onDone={onDone}
    >
      <Text size="sm">Nothing changes before a second operator approves it.</Text>
      <NativeSelect
        label="Resolution"
        data={resolutions}
        value={resolution}
        onChange={(event) => setResolution(event.currentTarget.value)}
      />
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
          value={evidence}
          onChange={(event) => setEvidence(event.currentTarget.value)}
          maxLength={500}
          required
        />
      )}
      <TextInput
        label="Reason"
        description="For the second operator and for auditors; no names"
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        maxLength={500}
        required
      />
    </Sending>
  );
}

function Approve({ proposal, onDone }: { proposal: Proposal; onDone(): void }) {
  const [override, setOverride] = useState('');
  return (
    <Sending
      title="A proposal waits"
      action="Approve"
      send={() => change(`/review-proposals/${proposal.id}/approve`, { override_reason: override.trim() || null })}
      alternative={{ action: 'Decline', send: () => change(`/review-proposals/${proposal.id}/decline`, {}) }}
      onDone={onDone}
    >
      <Text size="sm">
        A worker reads the bank again before it is carried out, and refuses what the bank shows otherwise.
      </Text>
      <TextInput
        label="Reason to stand against what the bank shows"
        description="Leave it empty, unless it was refused before and must be carried out all the same"
        value={override}
        onChange={(event) => setOverride(event.currentTarget.value)}
        maxLength={500}
      />
    </Sending>
  );
}

interface Action {
  action: string;
  send(): Promise<unknown>;
}

/** A form with what its answer was. */
function Sending({
  title,
  children,
  action,
  send,
  alternative,
  onDone,
}: Action & { title: string; children: ReactNode; alternative?: Action; onDone(): void }) {
  const [error, setError] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const run = async (work: Action['send']) => {
    setBusy(true);
    setError(undefined);
    try {
      await work();
      onDone();
    } catch (failure) {
      setError(asApiError(failure).message);
    } finally {
      setBusy(false);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(send);
  };
  return (
    <Part title={title}>
      <form onSubmit={submit}>
        <Stack maw={560}>
          {children}
          {error && (
            <Alert color="red" variant="outline" role="alert">
              {error}
            </Alert>
          )}
          <Group>
            <Button type="submit" loading={isBusy}>
              {action}
            </Button>
            {alternative && (
              <Button variant="default" disabled={isBusy} onClick={() => void run(alternative.send)}>
                {alternative.action}
              </Button>
            )}
          </Group>
        </Stack>
      </form>
    </Part>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Paper withBorder p="md">
      <Title order={2} size="h4" mb="sm">
        {title}
      </Title>
      {children}
    </Paper>
  );
}

function Wide({ name, heads, children }: { name: string; heads: string[]; children: ReactNode }) {
  return (
    <Table.ScrollContainer type="native" minWidth={640} tabIndex={0} aria-label={name}>
      <Table verticalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            {heads.map((head) => (
              <Table.Th key={head} scope="col">
                {head}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>{children}</Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
