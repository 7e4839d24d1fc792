import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { dataRequestListSchema, dataRequestSchema } from '../answers/data-requests.js';
import { post, useAnswer } from '../api.js';
import { DataPlaces } from '../parts/data-places.js';
import { DataTable } from '../parts/data-table.js';
import { todayInUtc, useFields } from '../parts/fields.js';
import { FormDialog } from '../parts/form-dialog.js';
import { RegisterPage, useLists } from '../parts/register-page.js';
import { type Reason, ReasonFields } from '../parts/with-reason.js';
import { inWords, Moment, Standing } from '../parts/words.js';
import { Link, navigate } from '../router.js';

/** What a person may ask for, by the GDPR. */
export const requestKinds = [
  { value: 'access', label: 'What is known of them (art. 15)' },
  { value: 'erasure', label: 'That it is erased (art. 17)' },
];
const identifiers = [
  { value: 'iban', label: 'IBAN' },
  { value: 'email', label: 'E-mail address' },
  { value: 'phone', label: 'Phone number, +31…' },
  { value: 'bank_user', label: 'Number of the user at bunq' },
];

export function DataRequestsPage() {
  const { list, links } = useLists('Lists of requests', '/data', ['open', 'overdue', 'closed']);
  const requests = useAnswer(`/data-requests?list=${list}`, dataRequestListSchema);
  return (
    <RegisterPage
      title="Data & retention"
      action={<EnterRequest />}
      above={
        <>
          <DataPlaces />
          {links}
        </>
      }
      of={requests}
    >
      {({ data }) => (
        <DataTable
          name="Requests of people"
          caption={list === 'closed' ? 'Newest first' : 'What is due first stands first'}
          empty="No request is in this list."
          of={data}
          keyOf={({ id }) => id}
          columns={[
            ['Case', ({ id, case_reference: reference }) => <Link to={`/data/${id}`}>{reference}</Link>],
            ['Status', (request) => <Standing of={request} />],
            ['Asks', ({ kind }) => inWords(kind)],
            ['Came in', ({ received_on: receivedOn }) => receivedOn, 'amount'],
            ['Answer before', ({ due_at: dueAt }) => <Moment at={dueAt} />],
            ['Entered by', ({ asked_by: name }) => name],
            ['Decided by', ({ decided_by: name }) => name ?? '–'],
          ]}
        />
      )}
    </RegisterPage>
  );
}

function EnterRequest() {
  const { values, field } = useFields({
    kind: 'access',
    identifierKind: 'iban',
    identifier: '',
    receivedOn: todayInUtc(),
  });
  const [reason, setReason] = useState<Reason>({ reason: 'data_subject', case_reference: '' });
  const enter = async () => {
    const body = {
      kind: values.kind,
      identifier: { kind: values.identifierKind, value: values.identifier },
      received_on: values.receivedOn,
      ...reason,
    };
    const { id } = await post('/data-requests', body, dataRequestSchema);
    navigate(`/data/${id}`);
  };
  return (
    <FormDialog label="Enter a request" title="A person asks about their data" action="Enter" onSubmit={enter}>
      <NativeSelect label="Asks" data={requestKinds} {...field('kind')} />
      <NativeSelect label="Known by" data={identifiers} {...field('identifierKind')} />
      <TextInput
        label="Which"
        description="Kept encrypted, under a key of this person"
        {...field('identifier')}
        required
        autoComplete="off"
      />
      <TextInput label="Came in on" type="date" {...field('receivedOn')} required />
      <ReasonFields of={reason} onChange={setReason} />
    </FormDialog>
  );
}
