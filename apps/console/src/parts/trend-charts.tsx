import { SimpleGrid } from '@mantine/core';
import { type OverviewDay, trendsSchema } from '../answers/overview.js';
import { useAnswer } from '../api.js';
import { DailyChart } from './daily-chart.js';
import { DayChart } from './day-chart.js';
import { Section } from './section.js';
import { Answer } from './states.js';
import { figure } from './words.js';

export function Charts({ days }: { days: OverviewDay[] }) {
  const trends = useAnswer('/overview/trends', trendsSchema);
  const names = days.map(({ day }) => day);
  return (
    <>
      <SimpleGrid cols={{ base: 1, lg: 2 }}>
        <Section title="Payments per day">
          <DailyChart days={days} />
        </Section>
        <Section title="Success: executed, of all that ended">
          <DayChart
            caption="Success per day"
            days={names}
            as="lines"
            atLeast={100}
            toText={(value) => `${figure(value)} %`}
            series={[{ name: 'success', look: 'executed', values: days.map(successOf) }]}
          />
        </Section>
      </SimpleGrid>
      <Answer of={trends}>
        {({ days: course }) => {
          const courseNames = course.map(({ day }) => day);
          return (
            <SimpleGrid cols={{ base: 1, lg: 2 }}>
              <Section title="Until the payer says yes">
                <DayChart
                  caption="Time to authorise"
                  days={courseNames}
                  as="lines"
                  toText={seconds}
                  series={[
                    { name: 'half', look: 'executed', values: course.map((one) => one.seconds_to_authorise.median) },
                    {
                      name: '9 in 10',
                      look: 'unpaid',
                      values: course.map((one) => one.seconds_to_authorise.ninety_percent),
                    },
                  ]}
                />
              </Section>
              <Section title="Consents given and revoked">
                <DayChart
                  caption="Consents given and revoked"
                  days={courseNames}
                  series={[
                    { name: 'given', look: 'executed', values: course.map((one) => one.consents.authorised) },
                    { name: 'revoked', look: 'unpaid', values: course.map((one) => one.consents.revoked) },
                  ]}
                />
              </Section>
              <Section title="Calls to the bank">
                <DayChart
                  caption="Calls to the bank"
                  days={courseNames}
                  series={[
                    {
                      name: 'accepted',
                      look: 'executed',
                      values: course.map(({ bank }) => bank.calls - bank.not_accepted),
                    },
                    { name: 'not accepted', look: 'unpaid', values: course.map(({ bank }) => bank.not_accepted) },
                  ]}
                />
              </Section>
              <Section title="Longest wait of an audit record for its seal">
                <DayChart
                  caption="Longest wait for the seal"
                  days={courseNames}
                  as="lines"
                  toText={seconds}
                  series={[
                    {
                      name: 'longest wait',
                      look: 'executed',
                      values: course.map((one) => one.longest_sealing_seconds),
                    },
                  ]}
                />
              </Section>
            </SimpleGrid>
          );
        }}
      </Answer>
    </>
  );
}

function seconds(value: number): string {
  return `${figure(value)} s`;
}

/** In per cent; null for a day on which nothing ended. */
export function successOf({ executed, ended_unpaid: unpaid }: Pick<OverviewDay, 'executed' | 'ended_unpaid'>) {
  return executed + unpaid === 0 ? null : (executed / (executed + unpaid)) * 100;
}
