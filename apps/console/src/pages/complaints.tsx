import { NativeSelect, TextInput } from '@mantine/core';
import { complaintListSchema, complaintSchema } from '../answers/complaints.js';
import { post, useAnswer } from '../api.js';
import { DataTable } from '../parts/data-table.js';
import { choicesOf, filledIn, todayInUtc, useFields } from '../parts/fields.js';
import { FormDialog } from '../parts/form-dialog.js';
import { RegisterPage, useLists } from '../parts/register-page.js';
import { KeptText } from '../parts/steps.js';
import { CaseField } from '../parts/with-reason.js';
import { inWords, Moment, Standing } from '../parts/words.js';
import { Link, navigate } from '../router.js';

const complainants = choicesOf(['payer', 'partner', 'other']);
const topics = choicesOf(['payment', 'account_information', 'consent', 'personal_data', 'service', 'other']);

export function ComplaintsPage() {
  const { list, links } = useLists('Lists of complaints', '/complaints', ['open', 'overdue', 'closed']);
  const complaints = useAnswer(`/complaints?list=${list}`, complaintListSchema);
  return (
    <RegisterPage title="Complaints" action={<EnterComplaint />} above={links} of={complaints}>
      {({ data }) => (
        <DataTable
          name="Complaints"
          caption={list === 'closed' ? 'Newest first' : 'What is due first stands first'}
          empty="No complaint is in this list."
          of={data}
          keyOf={({ id }) => id}
          columns={[
            ['Case', ({ id, case_reference: reference }) => <Link to={`/complaints/${id}`}>{reference}</Link>],
            ['Status', (complaint) => <Standing of={complaint} />],
            ['From', ({ complainant }) => inWords(complainant)],
            ['About', ({ topic }) => inWords(topic)],
            ['Partner', ({ partner }) => partner?.name ?? '–'],
            ['Came in', ({ received_on: receivedOn }) => receivedOn, 'amount'],
            ['Reply before', ({ due_at: dueAt }) => <Moment at={dueAt} />],
          ]}
        />
      )}
    </RegisterPage>
  );
}

function EnterComplaint() {
  const { values, field } = useFields({
    complainant: 'payer',
    topic: 'payment',
    case_reference: '',
    received_on: todayInUtc(),
    payment: '',
    consent: '',
    partner: '',
    text: '',
  });
  return (
    <FormDialog
      label="Enter a complaint"
      title="Enter a complaint"
      action="Enter"
      onSubmit={async () => {
        const { id } = await post('/complaints', filledIn(values), complaintSchema);
        navigate(`/complaints/${id}`);
      }}
    >
      <NativeSelect label="From" data={complainants} {...field('complainant')} />
      <NativeSelect label="About" data={topics} {...field('topic')} />
      <CaseField {...field('case_reference')} />
      <TextInput label="Came in on" type="date" {...field('received_on')} required />
      <TextInput label="Payment" description="Its id, if it is about one" {...field('payment')} />
      <TextInput label="Consent" description="Its id, if it is about one" {...field('consent')} />
      <TextInput label="Partner" description="Its id, if nothing above says it" {...field('partner')} />
      <KeptText label="What they wrote" {...field('text')} />
    </FormDialog>
  );
}
