import { Checkbox, Group, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { Incident } from '../answers/incidents.js';
import { change } from '../api.js';
import { FormDialog } from './form-dialog.js';
import { momentOf, nowInUtc } from './utc-field.js';
import { inWords } from './words.js';

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
  const [text, setText] = useState('');
  const take = async (step: object) => {
    await change(`/incidents/${id}/entries`, { ...step, text });
    setText('');
    onTaken();
  };
  const words = (label: string) => (
    <Textarea
      label={label}
      description="Kept encrypted"
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      required
    />
  );
  const [report, setReport] = useState(next?.report ?? 'initial');
  const reportField = (
    <NativeSelect
      label="Report"
      data={reports.map((value) => ({ value, label: inWords(value) }))}
      value={reports.includes(report) ? report : 'initial'}
      onChange={(event) => setReport(event.currentTarget.value)}
    />
  );
  return (
    <Group gap="xs">
      <FormDialog label="Add a note" title="Add a note" action="Add" onSubmit={() => take({ kind: 'noted' })}>
        {words('Note')}
      </FormDialog>
      <Classify take={take}>{words('Why')}</Classify>
      <Reported take={take} report={reports.includes(report) ? report : 'initial'}>
        {reportField}
        {words('How it went out')}
      </Reported>
      <FormDialog
        label="Delay told"
        title="The supervisor was told that a report comes late"
        action="Keep it"
        onSubmit={() => take({ kind: 'delay_told', report })}
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
    </Group>
  );
}

interface Step {
  take(step: object): Promise<void>;
  children: ReactNode;
}

function Classify({ take, children }: Step) {
  const [at, setAt] = useState(nowInUtc());
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
          classified_at: momentOf(at),
          critical_services: yes.includes('critical_services'),
          malicious_access: yes.includes('malicious_access'),
          recurring: yes.includes('recurring'),
          thresholds: thresholds.map(([name]) => name).filter((name) => yes.includes(name)),
        })
      }
    >
      <TextInput
        label="Classified at (UTC)"
        type="datetime-local"
        value={at}
        onChange={(event) => setAt(event.currentTarget.value)}
        required
      />
      {box('critical_services', 'Critical services are affected; without them no single incident is major')}
      {box('malicious_access', 'Somebody got in with ill intent, and data may be lost: major at once')}
      {thresholds.map(([name, label]) => box(name, label))}
      {box('recurring', 'Twice or more in six months by one cause, and together major')}
      {children}
    </FormDialog>
  );
}

function Reported({ take, report, children }: Step & { report: string }) {
  const [at, setAt] = useState(nowInUtc());
  const [reference, setReference] = useState('');
  return (
    <FormDialog
      label="Report sent"
      title="A report was sent"
      action="Keep it"
      onSubmit={() => take({ kind: 'reported', report, sent_at: momentOf(at), reference })}
    >
      <TextInput
        label="Sent at (UTC)"
        type="datetime-local"
        value={at}
        onChange={(event) => setAt(event.currentTarget.value)}
        required
      />
      <TextInput
        label="Reference"
        description="The supervisor's number; letters, spaces, #/_.,:()- and a digit at least"
        value={reference}
        onChange={(event) => setReference(event.currentTarget.value)}
        required
        autoComplete="off"
      />
      {children}
    </FormDialog>
  );
}

function Times({ take, startedAt, children }: Step & { startedAt: string | null }) {
  const [from, setFrom] = useState(startedAt?.slice(0, 16) ?? nowInUtc());
  const [until, setUntil] = useState('');
  return (
    <FormDialog
      label="Began and ended"
      title="When it began, and when it was over"
      action="Keep it"
      onSubmit={() =>
        take({ kind: 'timed', started_at: momentOf(from), ended_at: until === '' ? null : momentOf(until) })
      }
    >
      <TextInput
        label="Began at (UTC)"
        type="datetime-local"
        value={from}
        onChange={(event) => setFrom(event.currentTarget.value)}
        required
      />
      <TextInput
        label="Over at (UTC)"
        description="Empty while it goes on"
        type="datetime-local"
        value={until}
        onChange={(event) => setUntil(event.currentTarget.value)}
      />
      {children}
    </FormDialog>
  );
}
