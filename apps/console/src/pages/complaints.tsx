import { Badge, Group, NativeSelect, Paper, Stack, Table, Text, Textarea, TextInput, Title } from '@mantine/core';
import { useState } from 'react';
import { type Complaint, complaintListSchema, complaintSchema } from '../answers/complaints.js';
import { change, post, useAnswer } from '../api.js';
import { Facts } from '../parts/facts.js';
import { FormDialog } from '../parts/form-dialog.js';
import { Answer, Nothing } from '../parts/states.js';
import { caseHint } from '../parts/with-reason.js';
import { inWords, Moment, Status } from '../parts/words.js';
import { Link, navigate, useLocation } from '../router.js';

const lists = ['open', 'overdue', 'closed'];
const inChoices = (codes: string[]) => codes.map((value) => ({ value, label: inWords(value) }));
const complainants = inChoices(['payer', 'partner', 'other']);
const topics = inChoices(['payment', 'account_information', 'consent', 'personal_data', 'service', 'other']);
const outcomes = inChoices(['upheld', 'partly_upheld', 'rejected', 'withdrawn']);
const today = () => new Date().toISOString().slice(0, 10);

export function ComplaintsPage() {
  const { query } = useLocation();
  const list = query.get('list') ?? 'open';
  const complaints = useAnswer(`/complaints?list=${list}`, complaintListSchema);
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={1}>Complaints</Title>
        <Enter />
      </Group>
      <Group component="nav" aria-label="Lists of complaints" gap="md">
        {lists.map((one) =>
          one === list ? (
            <Text key={one} fw={600} aria-current="page">
              {inWords(one)}
            </Text>
          ) : (
            <Link key={one} to={`/complaints?list=${one}`}>
              {inWords(one)}
            </Link>
          ),
        )}
      </Group>
      <Answer of={complaints}>
        {({ data }) =>
          data.length === 0 ? (
            <Nothing>No complaint is in this list.</Nothing>
          ) : (
            <Table.ScrollContainer minWidth={760} tabIndex={0} aria-label="Complaints">
              <Table>
                <Table.Caption>{list === 'closed' ? 'Newest first' : 'What is due first stands first'}</Table.Caption>
                <Table.Thead>
                  <Table.Tr>
                    {['Case', 'Status', 'From', 'About', 'Partner', 'Came in', 'Reply before'].map((name) => (
                      <Table.Th key={name} scope="col">
                        {name}
                      </Table.Th>
                    ))}
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {data.map((complaint) => (
                    <Table.Tr key={complaint.id}>
                      <Table.Td>
                        <Link to={`/complaints/${complaint.id}`}>{complaint.case_reference}</Link>
                      </Table.Td>
                      <Table.Td>
                        <Standing of={complaint} />
                      </Table.Td>
                      <Table.Td>{inWords(complaint.complainant)}</Table.Td>
                      <Table.Td>{inWords(complaint.topic)}</Table.Td>
                      <Table.Td>{complaint.partner?.name ?? '–'}</Table.Td>
                      <Table.Td>{complaint.received_on}</Table.Td>
                      <Table.Td>
                        <Moment at={complaint.due_at} />
                      </Table.Td>
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

function Standing({ of: { status, is_overdue: isOverdue } }: { of: { status: string; is_overdue: boolean } }) {
  return (
    <Group gap="xs" wrap="nowrap">
      <Status of={status} />
      {isOverdue && (
        <Badge variant="outline" color="red" tt="none" className="status">
          overdue
        </Badge>
      )}
    </Group>
  );
}

function Enter() {
  const [fields, setFields] = useState({
    complainant: 'payer',
    topic: 'payment',
    case_reference: '',
    received_on: today(),
    payment: '',
    consent: '',
    partner: '',
    text: '',
  });
  const set = (name: keyof typeof fields) => (event: { currentTarget: { value: string } }) =>
    setFields({ ...fields, [name]: event.currentTarget.value });
  return (
    <FormDialog
      label="Enter a complaint"
      title="Enter a complaint"
      action="Enter"
      onSubmit={async () => {
        const given = Object.entries(fields).filter(([, value]) => value.trim() !== '');
        const { id } = await post('/complaints', Object.fromEntries(given), complaintSchema);
        navigate(`/complaints/${id}`);
      }}
    >
      <NativeSelect label="From" data={complainants} value={fields.complainant} onChange={set('complainant')} />
      <NativeSelect label="About" data={topics} value={fields.topic} onChange={set('topic')} />
      <TextInput
        label="Number of the case"
        description={caseHint}
        value={fields.case_reference}
        onChange={set('case_reference')}
        required
        autoComplete="off"
      />
      <TextInput label="Came in on" type="date" value={fields.received_on} onChange={set('received_on')} required />
      <TextInput
        label="Payment"
        description="Its id, if it is about one"
        value={fields.payment}
        onChange={set('payment')}
      />
      <TextInput
        label="Consent"
        description="Its id, if it is about one"
        value={fields.consent}
        onChange={set('consent')}
      />
      <TextInput
        label="Partner"
        description="Its id, if nothing above says it"
        value={fields.partner}
        onChange={set('partner')}
      />
      <Textarea
        label="What they wrote"
        description="Kept encrypted"
        value={fields.text}
        onChange={set('text')}
        required
      />
    </FormDialog>
  );
}

export function ComplaintPage({ id, mayChange }: { id: string; mayChange: boolean }) {
  const complaint = useAnswer(`/complaints/${id}`, complaintSchema);
  const again = complaint.state === 'ready' ? complaint.again : () => undefined;
  return (
    <Answer of={complaint}>
      {(data) => (
        <Stack>
          <Group justify="space-between" align="start">
            <Stack gap={4}>
              <Title order={1}>Complaint {data.case_reference}</Title>
              <Standing of={data} />
            </Stack>
            {mayChange && data.status !== 'closed' && <Steps of={data} onTaken={again} />}
          </Group>
          <Paper withBorder p="md">
            <Facts
              of={[
                ['From', inWords(data.complainant)],
                ['About', inWords(data.topic)],
                ['Partner', data.partner?.name],
                ['Payment', data.payment_id && <Link to={`/payments/${data.payment_id}`}>open the payment</Link>],
                ['Consent', data.consent_id && <Link to={`/consents/${data.consent_id}`}>open the consent</Link>],
                ['Came in on', data.received_on],
                ['Reply before', <Moment key="due" at={data.due_at} />],
                ['15 business days end', <Moment key="reply" at={data.reply_by} />],
                ['35 business days end', <Moment key="latest" at={data.latest_reply_by} />],
              ]}
            />
          </Paper>
          <Paper withBorder p="md">
            <Title order={2} size="h4" mb="sm">
              Steps
            </Title>
            <ol className="timeline">
              {data.steps.map((step) => (
                <li key={step.number}>
                  <Text size="xs" className="quiet">
                    <Moment at={step.taken_at} /> · {step.taken_by}
                  </Text>
                  <Text size="sm" fw={600}>
                    {inWords(step.kind)}
                    {step.outcome && `: ${inWords(step.outcome)}`}
                  </Text>
                  <Text size="sm" className="page-text">
                    {step.text}
                  </Text>
                </li>
              ))}
            </ol>
          </Paper>
        </Stack>
      )}
    </Answer>
  );
}

function Steps({ of: { id, status }, onTaken }: { of: Complaint; onTaken(): void }) {
  const [text, setText] = useState('');
  const [finalReplyOn, setFinalReplyOn] = useState('');
  const [outcome, setOutcome] = useState('upheld');
  const take = async (step: object) => {
    await change(`/complaints/${id}/steps`, { ...step, text });
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
  return (
    <Group gap="xs">
      <FormDialog label="Add a note" title="Add a note" action="Add" onSubmit={() => take({ kind: 'noted' })}>
        {words('Note')}
      </FormDialog>
      {status === 'open' && (
        <FormDialog
          label="Holding reply sent"
          title="A holding reply was sent"
          action="Keep it"
          onSubmit={() => take({ kind: 'held', final_reply_on: finalReplyOn })}
        >
          {words('Why the reply takes longer, as it was told')}
          <TextInput
            label="Final reply promised for"
            type="date"
            value={finalReplyOn}
            onChange={(event) => setFinalReplyOn(event.currentTarget.value)}
            required
          />
        </FormDialog>
      )}
      <FormDialog
        label="Close"
        title="Close with a final reply"
        action="Close it"
        onSubmit={() => take({ kind: 'closed', outcome })}
      >
        <NativeSelect
          label="Outcome"
          data={outcomes}
          value={outcome}
          onChange={(event) => setOutcome(event.currentTarget.value)}
        />
        {words('What was answered')}
      </FormDialog>
    </Group>
  );
}
