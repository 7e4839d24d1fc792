import { Code, Text } from '@mantine/core';
import type { TimelineEntry } from '../answers/parties.js';
import type { PaymentParties } from '../answers/payments.js';
import { Facts } from './facts.js';
import { Section } from './section.js';
import { Nothing } from './states.js';
import { Id, inWords, Moment } from './words.js';

/** How the payer showed to be the payer: the bank does it, and these are the traces that it leaves with us. */
export function Authentication({
  entries,
  parties,
}: {
  entries: TimelineEntry[];
  parties: PaymentParties | undefined;
}) {
  const last = (is: (entry: TimelineEntry) => boolean) => entries.findLast(is);
  const said = (status: string) => last(({ source, what }) => source === 'status' && what === status);
  const authorised = said('authorised') ?? said('executed');
  const answer = last(({ what }) => what === 'bank_answer.kept');
  const visit = (what: string) => last((entry) => entry.source === 'visit' && entry.what === what);
  const [went, back] = [visit('went_to_bank'), visit('came_back')];
  const hash = answer?.details['response_hash'];
  return (
    <Section title="Authentication at the bank">
      {!went && !authorised && <Nothing>The payer has not been at the bank for it.</Nothing>}
      <Facts
        of={[
          ['Went to the bank', went && <Moment at={went.at} />],
          ['Came back', back && <Moment at={back.at} />],
          ['The bank says yes since', authorised && <Moment at={authorised.at} />],
          ['In its words', authorised?.details['bank_status']],
          ['Signed answer, SHA-256', typeof hash === 'string' ? <Id>{hash}</Id> : null],
          [
            'No signed answer, because',
            answer && typeof hash !== 'string' ? inWords(String(answer.details['cause'])) : null,
          ],
        ]}
      />
      {parties?.bank_answers.map(({ request, received_at: receivedAt, body }) => (
        <details key={receivedAt}>
          <summary>
            What the bank signed: {request}, <Moment at={receivedAt} />
          </summary>
          <Code block className="page-text">
            {inLines(body)}
          </Code>
        </details>
      ))}
      {!parties && typeof hash === 'string' && (
        <Text size="sm" className="quiet">
          What the bank signed is shown once the payment is unmasked.
        </Text>
      )}
    </Section>
  );
}

/** The bytes are in the evidence pack; this is for reading. */
function inLines(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
