import { SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { type OverviewDay, overviewSchema } from '../answers/overview.js';
import { useAnswer } from '../api.js';
import { Figure } from '../parts/figure.js';
import { Answer } from '../parts/states.js';
import { Charts, successOf } from '../parts/trend-charts.js';
import { figure, Moment } from '../parts/words.js';
import { Link } from '../router.js';

export function OverviewPage() {
  const overview = useAnswer('/overview', overviewSchema);
  return (
    <Stack>
      <Title order={1}>Overview</Title>
      <Answer of={overview}>
        {({
          as_of: asOf,
          days,
          consents,
          seconds_to_authorise: wait,
          bank,
          complaints,
          incidents,
          certificates,
          audit,
        }) => (
          <>
            <SimpleGrid cols={{ base: 2, sm: 3, lg: 4 }}>
              <Figure name="Success, 30 days" value={successIn(days)} />
              <Figure
                name="Until the payer says yes"
                value={wait.median === null ? '–' : `${figure(wait.median)} s`}
                note={wait.ninety_percent === null ? undefined : `9 in 10 within ${figure(wait.ninety_percent)} s`}
              />
              <Figure
                name="Consents in force"
                value={figure(consents.authorised)}
                note={`${figure(consents.revoked_in_30_days)} revoked in 30 days`}
              />
              <Figure name="In review" value={figure(bank.in_review)} note={<Link to="/reviews">show them</Link>} />
              <Figure
                name="Bank calls, 24 hours"
                value={figure(bank.calls_in_24_hours)}
                note={`${figure(bank.not_accepted_in_24_hours)} not accepted, ${figure(bank.in_doubt)} in doubt`}
              />
              <Figure
                name="Complaints open"
                value={figure(complaints.open)}
                note={`${figure(complaints.overdue)} overdue`}
              />
              <Figure
                name="Incidents open"
                value={figure(incidents.open)}
                note={
                  <>
                    {figure(incidents.overdue)} overdue, {figure(incidents.near)} nearly;{' '}
                    <Link to="/incidents">show them</Link>
                  </>
                }
              />
              <Figure
                name="Certificates ending in 60 days"
                value={figure(certificates.ending_in_60_days)}
                note={
                  <>
                    {figure(certificates.expired)} expired, of {figure(certificates.in_use)};{' '}
                    <Link to="/certificates">show them</Link>
                  </>
                }
              />
              <Figure
                name="Sealing lag"
                value={
                  audit.oldest_not_sealed_seconds === null ? '0 s' : `${figure(audit.oldest_not_sealed_seconds)} s`
                }
                note={`${figure(audit.records_not_sealed)} waiting to be sealed; ${witnessNote(audit.witness_lag_seconds)}`}
              />
            </SimpleGrid>
            <Charts days={days} />
            <Text size="xs" className="quiet">
              As of <Moment at={asOf} />. Days are in UTC.
            </Text>
          </>
        )}
      </Answer>
    </Stack>
  );
}

function successIn(days: OverviewDay[]): string {
  const sum = (count: (day: OverviewDay) => number) => days.reduce((total, day) => total + count(day), 0);
  const success = successOf({ executed: sum((day) => day.executed), ended_unpaid: sum((day) => day.ended_unpaid) });
  return success === null ? '–' : `${figure(success)} %`;
}

/** Newest heads are on their way to it: only what is older than a minute counts as behind. */
function witnessNote(lagSeconds: number | null): string {
  if (lagSeconds === null) return 'no outside witness';
  return lagSeconds < 60 ? 'witness has all' : `witness ${figure(lagSeconds)} s behind`;
}
