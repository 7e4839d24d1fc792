import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { Incident } from '../answers/incidents.js';
import { choicesOf, useFields } from './fields.js';
import { FormDialog } from './form-dialog.js';
import { useSteps } from './steps.js';
import { momentOf, nowInUtc } from './utc-field.js';

const reports = ['initial', 'intermediate', 'final', 'reclassified'];
/** Delegated Regulation (EU) 2024/1772, art. 9(1) to (6). */
const thresholds = [
  ['clients_or_transactions', 'More than 10 % of clients, of transactions or of their value, or 100,000 clients'],
  ['reputation', 'In the media, repeated complaints, rules that cannot be met, or clients lost'],
  ['duration_or_downtime', 'Longer than 24 hours, or a critical service down for more than 2'],
  ['geographical_spread', 'Felt in two or more member states'],
  ['data_losses', 'Data lost, altered, exposed or out of reach, with harm to the business'],
  ['economic_impact', 'Costs and losses above EUR 100,000'],
] as const;

export function IncidentSteps({ of: { id, started_at, next }, onTaken }: { of: Incident; onTaken(): void }) {
  const { take, words } = useSteps(`/incidents/${id}/entries`, onTaken);
  const { values, field } = useFields({ report: next && reports.includes(next.report) ? next.report : 'initial' });
  const reportField = <NativeSelect label="Report" data={choicesOf(reports)} {...field('report')} />;
  return (
    <>
      <FormDialog label="Add a note" title="Add a note" action="Add" onSubmit={() => take({ kind: 'noted' })}>
        {words('Note')}
      </FormDialog>
      <Classify take={take}>{words('Why')}</Classify>
      <Reported take={take} report={values.report}>
        {reportField}
        {words('How it went out')}
      </Reported>
      <FormDialog
        label="Delay told"
        title="The supervisor was told that a report comes late"
        action="Keep it"
        onSubmit={() => take({ kind: 'delay_told', report: values.report })}
      >
        {reportField}
        {words('Why, as it was told')}
      </FormDialog>
      <Times startedAt={started_at} take={take}>
        {words('How that is known')}
      </Times>
      <FormDialog label="Close" title="Close the incident" action="Close it" onSubmit={() => take({ kind: 'closed' })}>
        {words('What became of it')}
      </FormDialog>
    </>
  );
}

interface Step {
  take(step: object): Promise<void>;
  children: ReactNode;
}

function Classify({ take, children }: Step) {
  const { values, field } = useFields({ at: nowInUtc() });
  const [yes, setYes] = useState<string[]>([]);
  const box = (name: string, label: string) => (
    <Checkbox
      key={name}
      label={label}
      checked={yes.includes(name)}
      onChange={(event) => setYes(event.currentTarget.checked ? [...yes, name] : yes.filter((other) => other !== name))}
    />
  );
  return (
    <FormDialog
      label="Classify"
      title="Classify by the criteria"
      action="Classify"
      onSubmit={() =>
        take({
          kind: 'classified',
          classified_at: momentOf(values.at),
          critical_services: yes.includes('critical_services'),
          malicious_access: yes.includes('malicious_access'),
          recurring: yes.includes('recurring'),
          thresholds: thresholds.map(([name]) => name).filter((name) => yes.includes(name)),
        })
      }
    >
      <TextInput label="Classified at (UTC)" type="datetime-local" {...field('at')} required />
      {box('critical_services', 'Critical services are affected; without them no single incident is major')}
      {box('malicious_access', 'Somebody got in with ill intent, and data may be lost: major at once')}
      {thresholds.map(([name, label]) => box(name, label))}
      {box('recurring', 'Twice or more in six months by one cause, and together major')}
      {children}
    </FormDialog>
  );
}

function Reported({ take, report, children }: Step & { report: string }) {
  const { values, field } = useFields({ at: nowInUtc(), reference: '' });
  return (
    <FormDialog
      label="Report sent"
      title="A report was sent"
      action="Keep it"
      onSubmit={() => take({ kind: 'reported', report, sent_at: momentOf(values.at), reference: values.reference })}
    >
      <TextInput label="Sent at (UTC)" type="datetime-local" {...field('at')} required />
      <TextInput
        label="Reference"
        description="The supervisor's number; letters, spaces, #/_.,:()- and a digit at least"
        {...field('reference')}
        required
        autoComplete="off"
      />
      {children}
    </FormDialog>
  );
}

function Times({ take, startedAt, children }: Step & { startedAt: string | null }) {
  const { values, field } = useFields({ from: startedAt?.slice(0, 16) ?? nowInUtc(), until: '' });
  const endedAt = values.until === '' ? null : momentOf(values.until);
  return (
    <FormDialog
      label="Began and ended"
      title="When it began, and when it was over"
      action="Keep it"
      onSubmit={() => take({ kind: 'timed', started_at: momentOf(values.from), ended_at: endedAt })}
    >
      <TextInput label="Began at (UTC)" type="datetime-local" {...field('from')} required />
      <TextInput label="Over at (UTC)" description="Empty while it goes on" type="datetime-local" {...field('until')} />
      {children}
    </FormDialog>
  );
}
