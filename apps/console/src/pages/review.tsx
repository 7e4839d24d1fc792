import { Stack, Text } from '@mantine/core';
import { type Proposal, type Review, reviewSchema } from '../answers/reviews.js';
import { useAnswer } from '../api.js';
import { DataTable } from '../parts/data-table.js';
import { Facts } from '../parts/facts.js';
import { PageHead } from '../parts/page-head.js';
import { DecideReview } from '../parts/review-decisions.js';
import { Section } from '../parts/section.js';
import { Answer, Nothing } from '../parts/states.js';
import { inWords, Moment, StatusAndId } from '../parts/words.js';
import { Link } from '../router.js';

export function ReviewPage({ id, mayDecide }: { id: string; mayDecide: boolean }) {
  const loaded = useAnswer(`/reviews/${id}`, reviewSchema);
  return (
    <Answer of={loaded}>
      {(review) => (
        <Stack>
          <PageHead
            title={`Review of a ${inWords(review.kind)}`}
            standing={<StatusAndId status={review.status} id={review.order} />}
          />
          <Section title="Why it is here">
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
          </Section>
          <Section title="What was sent">
            <DataTable
              name="Attempts"
              empty="Nothing was sent."
              of={review.attempts}
              keyOf={({ number }) => number}
              columns={[
                ['Attempt', ({ number }) => number],
                ['State', ({ status }) => inWords(status)],
                ['Outcome', ({ outcome }) => (outcome ? inWords(outcome) : '–')],
                ['Times sent', ({ sends }) => sends, 'figure'],
                ['Number at the bank', ({ bank_object_id: id }) => id ?? '–', 'figure'],
              ]}
            />
          </Section>
          <Section title="What the bank shows">
            <AtTheBank shows={review.bank_shows} />
          </Section>
          <Section title="What was decided">
            {review.proposals.length === 0 && <Nothing>Nobody has proposed anything.</Nothing>}
            <Stack>
              {review.proposals.map((proposal) => (
                <ProposalFacts key={proposal.id} of={proposal} />
              ))}
            </Stack>
          </Section>
          {mayDecide && <DecideReview of={review} onDone={loaded.again} />}
        </Stack>
      )}
    </Answer>
  );
}

const owners: Record<string, string> = { this: 'this order', another: 'another order' };
const extents: Record<string, string> = { complete: ', the whole list', partial: ', a part of the list' };

function AtTheBank({ shows }: { shows: Review['bank_shows'] }) {
  if (!shows) return <Nothing>A worker has not looked yet.</Nothing>;
  return (
    <>
      <Text size="sm" mb="sm">
        Seen <Moment at={shows.seen_at} />
        {extents[shows.extent] ?? ': our access is gone'}
      </Text>
      <DataTable
        name="Orders at the bank like this one"
        empty="No order like it."
        of={shows.orders}
        keyOf={({ bank_object_id: id }, index) => id ?? `unnamed ${index}`}
        columns={[
          ['Number', ({ bank_object_id: id }) => id ?? 'no number'],
          ['The bank says', ({ bank_status: status }) => status],
          ['Belongs to', ({ owner }) => owners[owner] ?? 'nobody'],
          ['Differs in', ({ mismatch }) => (mismatch ? inWords(mismatch) : '–')],
        ]}
      />
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
