import { Anchor, Group, Paper, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { type FraudReport, fraudReportListSchema, fraudReportSchema } from '../answers/fraud-reports.js';
import { post, useAnswer } from '../api.js';
import { Facts } from '../parts/facts.js';
import { FormDialog } from '../parts/form-dialog.js';
import { Answer, Nothing } from '../parts/states.js';
import { Amount, figure, inWords, Moment } from '../parts/words.js';
import { Link, navigate } from '../router.js';

export function FraudReportsPage() {
  const reports = useAnswer('/fraud-reports', fraudReportListSchema);
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={1}>Fraud reports</Title>
        <Make />
      </Group>
      <Text size="sm">
        Per half-year, after EBA/GL/2018/05, data breakdown H: what payment initiation services report. A report stays
        as it was computed; a correction is a new one.
      </Text>
      <Answer of={reports}>
        {({ data }) =>
          data.length === 0 ? (
            <Nothing>No report was computed yet.</Nothing>
          ) : (
            <Table.ScrollContainer minWidth={480} tabIndex={0} aria-label="Fraud reports">
              <Table>
                <Table.Caption>Newest first</Table.Caption>
                <Table.Thead>
                  <Table.Tr>
                    {['Half-year', 'Computed', 'By'].map((name) => (
                      <Table.Th key={name} scope="col">
                        {name}
                      </Table.Th>
                    ))}
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {data.map((report) => (
                    <Table.Tr key={report.id}>
                      <Table.Td>
                        <Link to={`/fraud-reports/${report.id}`}>{report.period}</Link>
                      </Table.Td>
                      <Table.Td>
                        <Moment at={report.made_at} />
                      </Table.Td>
                      <Table.Td>{report.made_by}</Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          )
        }
      </Answer>
    </Stack>
  );
}

const areaNames: Record<string, string> = {
  domestic: 'Domestic',
  cross_border_in_eea: 'Cross-border within the EEA',
  outside_eea: 'Outside the EEA',
  not_known: 'Not known: no column of the form',
};

function lastHalfYear(): string {
  const now = new Date();
  const year = now.getUTCFullYear();
  return now.getUTCMonth() < 6 ? `${year - 1}-H2` : `${year}-H1`;
}

function Make() {
  const [period, setPeriod] = useState(lastHalfYear());
  const [home, setHome] = useState('NL');
  return (
    <FormDialog
      label="Compute a report"
      title="Compute a fraud report"
      action="Compute"
      onSubmit={async () => {
        const { id } = await post('/fraud-reports', { period, home_country: home }, fraudReportSchema);
        navigate(`/fraud-reports/${id}`);
      }}
    >
      <TextInput
        label="Half-year"
        description="For example 2026-H1"
        value={period}
        onChange={(event) => setPeriod(event.currentTarget.value)}
        required
      />
      <TextInput
        label="Country of our licence"
        description="Two letters: what is domestic is seen from there"
        value={home}
        onChange={(event) => setHome(event.currentTarget.value.toUpperCase())}
        maxLength={2}
        required
      />
    </FormDialog>
  );
}

export function FraudReportPage({ id }: { id: string }) {
  const report = useAnswer(`/fraud-reports/${id}`, fraudReportSchema);
  return <Answer of={report}>{(data) => <Report of={data} />}</Answer>;
}

function Report({ of: { id, made_at: madeAt, made_by: madeBy, figures } }: { of: FraudReport }) {
  const euro = (value: string) => <Amount of={{ value, currency: figures.currency }} />;
  const areas = [...new Set(figures.rows.map(({ area }) => area))].filter(
    (area) =>
      area !== 'not_known' || figures.rows.some((row) => row.area === area && row.transactions + row.fraudulent > 0),
  );
  const { beside_the_table: beside, drawn_from: drawn } = figures;
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={1}>Fraud report {figures.period}</Title>
        <Group gap="md">
          {['csv', 'json'].map((format) => (
            <Anchor key={format} href={`/console/api/fraud-reports/${id}/file?format=${format}`} download>
              {format.toUpperCase()}
            </Anchor>
          ))}
        </Group>
      </Group>
      <Text size="sm">
        Computed <Moment at={madeAt} /> by {madeBy}, for a licence in {figures.home_country}. Executed from{' '}
        <Moment at={figures.from} /> until before <Moment at={figures.until} />; fraud by the day it was found.
      </Text>
      {areas.map((area) => (
        <Paper withBorder p="md" key={area}>
          <Title order={2} size="h4" mb="sm">
            {areaNames[area] ?? area}
          </Title>
          <Table.ScrollContainer
            type="native"
            minWidth={640}
            tabIndex={0}
            role="region"
            aria-label={`Rows, ${areaNames[area] ?? area}`}
          >
            <Table>
              <Table.Thead>
                <Table.Tr>
                  {['Row', 'Of', 'Transactions', 'Value', 'Fraudulent', 'Value of these'].map((name) => (
                    <Table.Th key={name} scope="col">
                      {name}
                    </Table.Th>
                  ))}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {figures.rows
                  .filter((row) => row.area === area)
                  .map((row) => (
                    <Table.Tr key={row.row}>
                      <Table.Td>{row.row}</Table.Td>
                      <Table.Td>{row.name}</Table.Td>
                      <Table.Td className="amount">{figure(row.transactions)}</Table.Td>
                      <Table.Td>{euro(row.value)}</Table.Td>
                      <Table.Td className="amount">{figure(row.fraudulent)}</Table.Td>
                      <Table.Td>{euro(row.fraudulent_value)}</Table.Td>
                    </Table.Tr>
                  ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        </Paper>
      ))}
      <Paper withBorder p="md">
        <Title order={2} size="h4" mb="sm">
          Beside the table
        </Title>
        <Facts
          of={[
            ...beside.by_finding.map(({ finding, transactions, value }): [string, ReactNode] => [
              `Fraud, ${inWords(finding)}`,
              <span key={finding}>
                {figure(transactions)}, {euro(value)}
              </span>,
            ]),
            ...beside.losses.map(({ borne_by: bearer, lost, recovered }): [string, ReactNode] => [
              `Lost, who bears it: ${inWords(bearer)}`,
              <span key={bearer}>
                {euro(lost)}, recovered {euro(recovered)}
              </span>,
            ]),
          ]}
        />
      </Paper>
      <Paper withBorder p="md">
        <Title order={2} size="h4" mb="sm">
          Drawn from
        </Title>
        <Facts
          of={[
            ...drawn.by_rail.map(({ rail, transactions, value }): [string, ReactNode] => [
              `Rail ${inWords(rail)}`,
              <span key={rail}>
                {figure(transactions)}, {euro(value)}
              </span>,
            ]),
            ['Findings of fraud', figure(drawn.findings)],
            ['Transactions in other currencies, in no row', figure(drawn.transactions_in_other_currencies)],
          ]}
        />
        <Text size="sm" mt="sm">
          Whether the bank left strong authentication out is not told to us: a payment counts as strongly authenticated,
          except when a planned order was paid again. The area follows from the country of the payer’s IBAN.
        </Text>
      </Paper>
    </Stack>
  );
}
