import {
  Badge,
  Button,
  FileInput,
  Group,
  NativeSelect,
  Stack,
  Table,
  Text,
  Textarea,
  TextInput,
  Title,
} from '@mantine/core';
import { useState } from 'react';
import { type Certificate, certificatesSchema } from '../answers/certificates.js';
import { change, useAnswer } from '../api.js';
import { FormDialog } from '../parts/form-dialog.js';
import { Answer, Nothing } from '../parts/states.js';
import { focusable } from '../parts/tables.js';
import { figure, Id, inWords, Moment } from '../parts/words.js';

export function CertificatesPage({ mayChange }: { mayChange: boolean }) {
  const certificates = useAnswer('/certificates', certificatesSchema);
  const again = certificates.state === 'ready' ? certificates.again : () => undefined;
  return (
    <Answer of={certificates}>
      {({ data, keys }) => (
        <Stack>
          <Group justify="space-between">
            <Title order={1}>Certificates</Title>
            {mayChange && <Enter others={data.filter(isByHand)} onEntered={again} />}
          </Group>
          {data.length === 0 ? (
            <Nothing>No certificate is known yet: a worker reads those of the settings within a minute.</Nothing>
          ) : (
            <Table.ScrollContainer minWidth={820} scrollAreaProps={focusable('Certificates')}>
              <Table verticalSpacing="xs">
                <Table.Caption>What ends first stands first; then what is no longer in use</Table.Caption>
                <Table.Thead>
                  <Table.Tr>
                    {['Subject', 'Kind', 'Used for', 'Valid', 'Left', 'From'].map((name) => (
                      <Table.Th key={name} scope="col">
                        {name}
                      </Table.Th>
                    ))}
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {data.map((certificate) => (
                    <Row key={certificate.id} of={certificate} mayChange={mayChange} onChanged={again} />
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          )}
          <Title order={2} size="h4">
            Keys without an end
          </Title>
          <Table.ScrollContainer minWidth={560} scrollAreaProps={focusable('Keys')}>
            <Table>
              <Table.Thead>
                <Table.Tr>
                  {['Setting', 'Algorithm', 'Id', 'Used for'].map((name) => (
                    <Table.Th key={name} scope="col">
                      {name}
                    </Table.Th>
                  ))}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {keys.map((key) => (
                  <Table.Tr key={key.setting}>
                    <Table.Td>{key.setting}</Table.Td>
                    <Table.Td>{key.algorithm}</Table.Td>
                    <Table.Td>{key.key_id === null ? '–' : <Id>{key.key_id}</Id>}</Table.Td>
                    <Table.Td>{key.used_for}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        </Stack>
      )}
    </Answer>
  );
}

/** What the settings name ends with the settings. */
function isByHand({ from, ended_at: endedAt }: Certificate): boolean {
  return endedAt === null && !from.startsWith('TPP_');
}

const colours: Record<string, string> = { valid: 'green', ends_in_7_days: 'red', expired: 'red' };

function Row({ of, mayChange, onChanged }: { of: Certificate; mayChange: boolean; onChanged(): void }) {
  const retire = async () => {
    await change(`/certificates/${of.id}/retire`, {});
    onChanged();
  };
  return (
    <Table.Tr>
      <Table.Td>
        <Text size="sm">{of.subject}</Text>
        <Text size="xs" className="quiet">
          by {of.issuer}; serial {of.serial}
        </Text>
      </Table.Td>
      <Table.Td>{inWords(of.kind)}</Table.Td>
      <Table.Td>{of.used_for}</Table.Td>
      <Table.Td>
        <Moment at={of.not_before} />
        <br />
        <Moment at={of.not_after} />
      </Table.Td>
      <Table.Td>
        {of.ended_at === null ? (
          <Badge variant="outline" color={colours[of.state] ?? 'orange'} tt="none" className="status">
            {of.state === 'expired' ? 'expired' : `${figure(of.days_left)} days`}
          </Badge>
        ) : (
          <Badge variant="outline" color="gray" tt="none" className="status">
            {of.end_reason}
          </Badge>
        )}
      </Table.Td>
      <Table.Td>
        {of.from}
        {mayChange && isByHand(of) && (
          <Button
            size="compact-xs"
            variant="default"
            mt={4}
            aria-label={`Retire ${of.subject}`}
            onClick={() => void retire()}
          >
            Retire
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

function Enter({ others, onEntered }: { others: Certificate[]; onEntered(): void }) {
  const [fields, setFields] = useState({ pem: '', kind: 'tls', used_for: '', replaces: '' });
  const set = (name: keyof typeof fields) => (event: { currentTarget: { value: string } }) =>
    setFields({ ...fields, [name]: event.currentTarget.value });
  const take = async (file: File | null) => {
    const pem = await file?.text();
    if (pem !== undefined) setFields((before) => ({ ...before, pem }));
  };
  return (
    <FormDialog
      label="Enter a certificate"
      title="Enter a certificate"
      action="Enter"
      onSubmit={async () => {
        const given = Object.entries(fields).filter(([, value]) => value !== '');
        await change('/certificates', Object.fromEntries(given));
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
        value={fields.pem}
        onChange={set('pem')}
        minRows={4}
        autosize
        maxRows={8}
        required
      />
      <NativeSelect
        label="Kind"
        data={['tls', 'qwac', 'qseal', 'issuer', 'other']}
        value={fields.kind}
        onChange={set('kind')}
      />
      <TextInput
        label="Used for"
        description="Where it is in use: a host, a system"
        value={fields.used_for}
        onChange={set('used_for')}
        required
      />
      <NativeSelect
        label="Replaces"
        data={[
          { value: '', label: 'none' },
          ...others.map(({ id, subject, days_left: days }) => ({
            value: id,
            label: `${subject} (${figure(days)} days)`,
          })),
        ]}
        value={fields.replaces}
        onChange={set('replaces')}
      />
    </FormDialog>
  );
}
