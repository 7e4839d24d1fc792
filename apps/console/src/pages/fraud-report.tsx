import { Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { type FraudReport, fraudReportSchema } from '../answers/fraud-reports.js';
import { useAnswer } from '../api.js';
import { DataTable } from '../parts/data-table.js';
import { Download } from '../parts/download.js';
import { Facts } from '../parts/facts.js';
import { PageHead } from '../parts/page-head.js';
import { Section } from '../parts/section.js';
import { Answer } from '../parts/states.js';
import { Amount, figure, inWords, Moment } from '../parts/words.js';

const areaNames: Record<string, string> = {
  domestic: 'Domestic',
  cross_border_in_eea: 'Cross-border within the EEA',
  outside_eea: 'Outside the EEA',
  not_known: 'Not known: no column of the form',
};

export function FraudReportPage({ id }: { id: string }) {
  const report = useAnswer(`/fraud-reports/${id}`, fraudReportSchema);
  return <Answer of={report}>{(data) => <Report of={data} />}</Answer>;
}

function Report({ of: { id, made_at: madeAt, made_by: madeBy, figures } }: { of: FraudReport }) {
  const areas = [...new Set(figures.rows.map(({ area }) => area))].filter(
    (area) =>
      area !== 'not_known' || figures.rows.some((row) => row.area === area && row.transactions + row.fraudulent > 0),
  );
  return (
    <Stack>
      <PageHead title={`Fraud report ${figures.period}`}>
        {['csv', 'json'].map((format) => (
          <Download key={format} path={`/fraud-reports/${id}/file?format=${format}`}>
            {format.toUpperCase()}
          </Download>
        ))}
      </PageHead>
      <Text size="sm">
        Computed <Moment at={madeAt} /> by {madeBy}, for a licence in {figures.home_country}. Executed from{' '}
        <Moment at={figures.from} /> until before <Moment at={figures.until} />; fraud by the day it was found.
      </Text>
      {areas.map((area) => (
        <AreaRows key={area} area={area} of={figures} />
      ))}
      <BesideTheTable of={figures} />
      <DrawnFrom of={figures} />
    </Stack>
  );
}

type Figures = FraudReport['figures'];

function AreaRows({ area, of: { rows, currency } }: { area: string; of: Figures }) {
  const name = areaNames[area] ?? area;
  return (
    <Section title={name}>
      <DataTable
        name={`Rows, ${name}`}
        empty="No row."
        of={rows.filter((row) => row.area === area)}
        keyOf={({ row }) => row}
        columns={[
          ['Row', ({ row }) => row],
          ['Of', (row) => row.name],
          ['Transactions', ({ transactions }) => figure(transactions), 'figure'],
          ['Value', ({ value }) => <Amount of={{ value, currency }} />, 'figure'],
          ['Fraudulent', ({ fraudulent }) => figure(fraudulent), 'figure'],
          ['Value of these', ({ fraudulent_value: value }) => <Amount of={{ value, currency }} />, 'figure'],
        ]}
      />
    </Section>
  );
}

function BesideTheTable({ of: { beside_the_table: beside, currency } }: { of: Figures }) {
  return (
    <Section title="Beside the table">
      <Facts
        of={[
          ...beside.by_finding.map(({ finding, transactions, value }): [string, ReactNode] => [
            `Fraud, ${inWords(finding)}`,
            `${figure(transactions)}, ${currency} ${value}`,
          ]),
          ...beside.losses.map(({ borne_by: bearer, lost, recovered }): [string, ReactNode] => [
            `Lost, who bears it: ${inWords(bearer)}`,
            `${currency} ${lost}, recovered ${currency} ${recovered}`,
          ]),
        ]}
      />
    </Section>
  );
}

function DrawnFrom({ of: { drawn_from: drawn, currency } }: { of: Figures }) {
  return (
    <Section title="Drawn from">
      <Facts
        of={[
          ...drawn.by_rail.map(({ rail, transactions, value }): [string, ReactNode] => [
            `Rail ${inWords(rail)}`,
            `${figure(transactions)}, ${currency} ${value}`,
          ]),
          ['Findings of fraud', figure(drawn.findings)],
          ['Transactions in other currencies, in no row', figure(drawn.transactions_in_other_currencies)],
        ]}
      />
      <Text size="sm" mt="sm">
        Whether the bank left strong authentication out is not told to us: a payment counts as strongly authenticated,
        except when a planned order was paid again. The area follows from the country of the payer’s IBAN.
      </Text>
    </Section>
  );
}
