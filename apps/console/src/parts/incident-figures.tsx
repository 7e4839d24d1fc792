import { Text } from '@mantine/core';
import { incidentFiguresSchema } from '../answers/incidents.js';
import { useAnswer } from '../api.js';
import { Facts } from './facts.js';
import { Section } from './section.js';
import { Answer } from './states.js';
import { figure, Moment } from './words.js';

/** What our own records say about the time of an incident, counted when it is looked at. */
export function IncidentFiguresPanel({ id, entries }: { id: string; entries: number }) {
  // Another entry may have moved the time: what is shown is asked for again.
  const figures = useAnswer(`/incidents/${id}/figures?entries=${entries}`, incidentFiguresSchema);
  return (
    <Section title="Figures of that time">
      <Answer of={figures}>
        {({ from, until, payments, value, touched, beside_average_day: average, bank, account_reads: reads }) => (
          <>
            <Facts
              of={[
                ['From', <Moment key="from" at={from} />],
                ['Until', <Moment key="until" at={until} />],
                ['Payments ordered', `${figure(payments.attempted)}, EUR ${value.attempted}`],
                ['Executed', `${figure(payments.executed)}, EUR ${value.executed}`],
                ['Failed', `${figure(payments.failed)}, EUR ${value.failed}`],
                ['In doubt at some time', `${figure(payments.in_doubt)}, EUR ${value.in_doubt}`],
                [
                  'Touched by these',
                  `${figure(touched.partners)} partners, ${figure(touched.payers)} payers; of ${figure(touched.payments_without_known_payer)} payments the payer is not known`,
                ],
                [
                  'Beside an average day before',
                  average.affected_transactions_percent === null
                    ? 'nothing was executed in the 30 days before'
                    : `${figure(average.affected_transactions_percent)} % of its transactions, ${figure(average.affected_value_percent ?? 0)} % of its value`,
                ],
                [
                  'Orders at the bank',
                  `${figure(bank.calls)} calls, ${figure(bank.refused)} refused, ${figure(bank.without_answer)} without an answer`,
                ],
                ['Minutes without any answer', figure(bank.minutes_without_any_answer)],
                [
                  'Account reads',
                  `${figure(reads.asked)}, of which ${figure(reads.not_answered)} had no answer, at ${figure(reads.partners)} partners`,
                ],
              ]}
            />
            <Text size="xs" className="quiet" mt="xs">
              Counted now; a report keeps those of the moment it was entered. Whether our own services could be reached
              is not in the database: ask your monitoring.
            </Text>
          </>
        )}
      </Answer>
    </Section>
  );
}
