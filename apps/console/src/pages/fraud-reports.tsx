import { Text, TextInput } from '@mantine/core';
import { fraudReportListSchema, fraudReportSchema } from '../answers/fraud-reports.js';
import { post, useAnswer } from '../api.js';
import { DataTable } from '../parts/data-table.js';
import { useFields } from '../parts/fields.js';
import { FormDialog } from '../parts/form-dialog.js';
import { RegisterPage } from '../parts/register-page.js';
import { Moment } from '../parts/words.js';
import { Link, navigate } from '../router.js';

export function FraudReportsPage() {
  const reports = useAnswer('/fraud-reports', fraudReportListSchema);
  return (
    <RegisterPage
      title="Fraud reports"
      action={<ComputeReport />}
      above={
        <Text size="sm">
          Per half-year, after EBA/GL/2018/05, data breakdown H: what payment initiation services report. A report stays
          as it was computed; a correction is a new one.
        </Text>
      }
      of={reports}
    >
      {({ data }) => (
        <DataTable
          name="Fraud reports"
          caption="Newest first"
          empty="No report was computed yet."
          of={data}
          keyOf={({ id }) => id}
          columns={[
            ['Half-year', ({ id, period }) => <Link to={`/fraud-reports/${id}`}>{period}</Link>],
            ['Computed', ({ made_at: at }) => <Moment at={at} />],
            ['By', ({ made_by: name }) => name],
          ]}
        />
      )}
    </RegisterPage>
  );
}

function lastHalfYear(): string {
  const now = new Date();
  const year = now.getUTCFullYear();
  return now.getUTCMonth() < 6 ? `${year - 1}-H2` : `${year}-H1`;
}

function ComputeReport() {
  const { values, field } = useFields({ period: lastHalfYear(), home: 'NL' });
  const compute = async () => {
    const body = { period: values.period, home_country: values.home.toUpperCase() };
    const { id } = await post('/fraud-reports', body, fraudReportSchema);
    navigate(`/fraud-reports/${id}`);
  };
  return (
    <FormDialog label="Compute a report" title="Compute a fraud report" action="Compute" onSubmit={compute}>
      <TextInput label="Half-year" description="For example 2026-H1" {...field('period')} required />
      <TextInput
        label="Country of our licence"
        description="Two letters: what is domestic is seen from there"
        {...field('home')}
        maxLength={2}
        required
      />
    </FormDialog>
  );
}
