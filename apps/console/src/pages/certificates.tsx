import { Button, FileInput, NativeSelect, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { type Certificate, certificatesSchema } from '../answers/certificates.js';
import { change, useAnswer } from '../api.js';
import { Refusal, useAction } from '../parts/action.js';
import { DataTable } from '../parts/data-table.js';
import { filledIn, useFields } from '../parts/fields.js';
import { FormDialog } from '../parts/form-dialog.js';
import { RegisterPage } from '../parts/register-page.js';
import { Section } from '../parts/section.js';
import { figure, Id, inWords, Moment, Tag } from '../parts/words.js';

export function CertificatesPage({ mayChange }: { mayChange: boolean }) {
  const certificates = useAnswer('/certificates', certificatesSchema);
  return (
    <RegisterPage
      title="Certificates"
      // Not while it loads: once one was entered, the form begins anew.
      action={
        mayChange &&
        certificates.state === 'ready' && (
          <EnterCertificate others={certificates.data.data.filter(isByHand)} onEntered={certificates.again} />
        )
      }
      of={certificates}
    >
      {({ data, keys }) => (
        <>
          <DataTable
            name="Certificates"
            caption="What ends first stands first; then what is no longer in use"
            empty="No certificate is known yet: a worker reads those of the settings within a minute."
            of={data}
            keyOf={({ id }) => id}
            columns={[
              ['Subject', (certificate) => <Subject of={certificate} />],
              ['Kind', ({ kind }) => inWords(kind)],
              ['Used for', ({ used_for: usedFor }) => usedFor],
              ['Valid', (certificate) => <Validity of={certificate} />],
              ['Left', (certificate) => <Left of={certificate} />],
              [
                'From',
                (certificate) => (
                  <Stack gap={4} align="start">
                    {certificate.from}
                    {mayChange && isByHand(certificate) && <Retire of={certificate} onRetired={certificates.again} />}
                  </Stack>
                ),
              ],
            ]}
          />
          <Section title="Keys without an end">
            <DataTable
              name="Keys"
              empty="There is no key without an end."
              of={keys}
              keyOf={({ setting }) => setting}
              columns={[
                ['Setting', ({ setting }) => setting],
                ['Algorithm', ({ algorithm }) => algorithm],
                ['Id', ({ key_id: id }) => (id === null ? '–' : <Id>{id}</Id>)],
                ['Used for', ({ used_for: usedFor }) => usedFor],
              ]}
            />
          </Section>
        </>
      )}
    </RegisterPage>
  );
}

/** What the settings name ends with the settings. */
function isByHand({ from, ended_at: endedAt }: Certificate): boolean {
  return endedAt === null && !from.startsWith('TPP_');
}

function Subject({ of: { subject, issuer, serial } }: { of: Certificate }) {
  return (
    <>
      <Text size="sm">{subject}</Text>
      <Text size="xs" className="quiet id">
        by {issuer}; serial {serial}
      </Text>
    </>
  );
}

function Validity({ of }: { of: Certificate }) {
  return (
    <>
      <Moment at={of.not_before} />
      <br />
      <Moment at={of.not_after} />
    </>
  );
}

const colours: Record<string, string> = { valid: 'green', ends_in_7_days: 'red', expired: 'red' };

function Left({ of }: { of: Certificate }) {
  if (of.ended_at !== null) return <Tag colour="gray">{of.end_reason}</Tag>;
  return (
    <Tag colour={colours[of.state] ?? 'orange'}>
      {of.state === 'expired' ? 'expired' : `${figure(of.days_left)} days`}
    </Tag>
  );
}

function Retire({ of: { id, subject }, onRetired }: { of: Certificate; onRetired(): void }) {
  const sent = useAction();
  const retire = async () => {
    await change(`/certificates/${id}/retire`, {});
    onRetired();
  };
  return (
    <>
      <Button
        size="compact-xs"
        variant="default"
        loading={sent.isBusy}
        aria-label={`Retire ${subject}`}
        onClick={() => void sent.run(retire)}
      >
        Retire
      </Button>
      <Refusal of={sent} />
    </>
  );
}

function EnterCertificate({ others, onEntered }: { others: Certificate[]; onEntered(): void }) {
  const { values, set, field } = useFields({ pem: '', kind: 'tls', used_for: '', replaces: '' });
  const take = async (file: File | null) => {
    const pem = await file?.text();
    if (pem !== undefined) set('pem', pem);
  };
  const replaceable = others.map(({ id, subject, days_left: days }) => ({
    value: id,
    label: `${subject} (${figure(days)} days)`,
  }));
  return (
    <FormDialog
      label="Enter a certificate"
      title="Enter a certificate"
      action="Enter"
      onSubmit={async () => {
        await change('/certificates', filledIn(values));
        onEntered();
      }}
    >
      <FileInput
        label="File"
        description="A PEM file, instead of pasting it below"
        accept=".pem,.crt,.cer"
        onChange={(file) => void take(file)}
      />
      <Textarea
        label="Certificate"
        description="PEM, one certificate; never its private key"
        {...field('pem')}
        minRows={4}
        autosize
        maxRows={8}
        required
      />
      <NativeSelect label="Kind" data={['tls', 'qwac', 'qseal', 'issuer', 'other']} {...field('kind')} />
      <TextInput label="Used for" description="Where it is in use: a host, a system" {...field('used_for')} required />
      <NativeSelect label="Replaces" data={[{ value: '', label: 'none' }, ...replaceable]} {...field('replaces')} />
    </FormDialog>
  );
}
