import { SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useAnswer } from '../../api.js';
import { DailyChart } from '../../parts/daily-chart.js';
import { Figure } from '../../parts/figure.js';
import { Section } from '../../parts/section.js';
import { Answer } from '../../parts/states.js';
import { figure, Moment } from '../../parts/words.js';
import { Link } from '../../router.js';
import { type FiguresDay, overviewSchema } from '../answers.js';
import { VolumeChart } from '../volume-chart.js';

const euros = new Intl.NumberFormat('en-GB', { style: 'currency', currency: 'EUR' });

export function OverviewPage() {
  const overview = useAnswer('/overview', overviewSchema);
  return (
    <Stack>
      <Title order={1}>Overview</Title>
      <Answer of={overview}>
        {({
          as_of: asOf,
          days,
          consents_in_force: consents,
          in_review: review,
          requests_open: requests,
          deliveries,
        }) => (
          <>
            <SimpleGrid cols={{ base: 2, sm: 3, lg: 6 }}>
              <Figure
                name="Executed, 30 days"
                value={volumeOf(days)}
                note={`payments: ${figure(sum(days, 'executed'))}`}
              />
              <Figure name="Success, 30 days" value={successOf(days)} note="of payments that have ended" />
              <Figure
                name="In review"
                value={figure(review)}
                note={<Link to="/payments?status=in_review">show them</Link>}
              />
              <Figure
                name="Consents in force"
                value={figure(consents)}
                note={<Link to="/consents?status=authorised">show them</Link>}
              />
              <Figure
                name="Requests open"
                value={figure(requests)}
                note={<Link to="/requests?status=pending">show them</Link>}
              />
              <Figure
                name="Webhooks waiting"
                value={figure(deliveries.pending)}
                note={`${figure(deliveries.dead)} given up in 7 days`}
              />
            </SimpleGrid>
            <Section title="Payments per day">
              <DailyChart days={days} />
            </Section>
            <Section title="Executed per day, in euros">
              <VolumeChart days={days} />
            </Section>
            <Text size="xs" className="quiet">
              As of <Moment at={asOf} />. A payment counts on the day it was made; days are in UTC.
            </Text>
          </>
        )}
      </Answer>
    </Stack>
  );
}

function sum(days: FiguresDay[], name: 'executed' | 'ended_unpaid'): number {
  return days.reduce((total, day) => total + day[name], 0);
}

function volumeOf(days: FiguresDay[]): string {
  // In cents, so that nothing is lost on the way.
  const cents = days.reduce((total, { volume }) => total + Math.round(Number(volume) * 100), 0);
  return euros.format(cents / 100);
}

function successOf(days: FiguresDay[]): string {
  const executed = sum(days, 'executed');
  const ended = executed + sum(days, 'ended_unpaid');
  return ended === 0 ? '–' : `${figure((executed / ended) * 100)} %`;
}
