import { Checkbox, SimpleGrid, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { useState } from 'react';
import { change, post, useAnswer } from '../../api.js';
import { Answer, Nothing } from '../../parts/states.js';
import { Moment, Status } from '../../parts/words.js';
import { keysSchema, newKeySchema } from '../answers.js';
import { Confirmed, Rows, ShownOnce, SmallForm } from '../parts.js';

export function KeysPage({
  scopes,
  mayChangeTest,
  mayChangeLive,
}: {
  scopes: string[];
  mayChangeTest: boolean;
  mayChangeLive: boolean;
}) {
  const keys = useAnswer('/keys', keysSchema);
  const [created, setCreated] = useState<string>();
  const again = () => keys.state !== 'loading' && keys.again();
  const mayChange = { test: mayChangeTest, live: mayChangeLive };
  return (
    <Stack>
      <Title order={1}>API keys</Title>
      <Answer of={keys}>
        {({ data, mode: own, may_begin: mayBegin }) => (
          <>
            {data.length === 0 ? (
              <Nothing>No key yet.</Nothing>
            ) : (
              <Rows
                caption="Newest first"
                names={['Name', 'Mode', 'May do', 'Last used', 'Made', 'Revoke']}
                minWidth={760}
              >
                {data.map(
                  ({ id, name, mode, scopes: may, last_used_at: usedAt, created_at: madeAt, revoked_at: endedAt }) => (
                    <Table.Tr key={id}>
                      <Table.Td>{name}</Table.Td>
                      <Table.Td>
                        <Status of={endedAt ? 'revoked' : mode} />
                      </Table.Td>
                      <Table.Td className="id">{may.includes('*') ? 'everything' : may.join(', ')}</Table.Td>
                      <Table.Td>{usedAt ? <Moment at={usedAt} /> : 'never'}</Table.Td>
                      <Table.Td>
                        <Moment at={madeAt} />
                      </Table.Td>
                      <Table.Td>
                        {!endedAt && mayChange[mode] && (
                          <Confirmed
                            label="Revoke"
                            name={name}
                            question="It stops working within a second, for good."
                            onConfirmed={async () => {
                              await change(`/keys/${mode}/${id}/revoke`, {});
                              again();
                            }}
                          />
                        )}
                      </Table.Td>
                    </Table.Tr>
                  ),
                )}
              </Rows>
            )}
            {mayBegin && mayChange[own] && (
              <NewKey
                scopes={scopes}
                mode={own}
                onCreated={(key) => {
                  setCreated(key);
                  again();
                }}
              />
            )}
            {!mayBegin && (
              <Text size="sm" className="quiet">
                The first live key comes from the platform, when you go live.
              </Text>
            )}
          </>
        )}
      </Answer>
      {created && <ShownOnce title="The new key" secret={created} onDone={() => setCreated(undefined)} />}
    </Stack>
  );
}

function NewKey({ scopes, mode, onCreated }: { scopes: string[]; mode: string; onCreated(key: string): void }) {
  const [name, setName] = useState('');
  const [isAll, setAll] = useState(true);
  const [chosen, setChosen] = useState<string[]>([]);
  const create = async () => {
    const body = { name: name.trim(), scopes: isAll ? ['*'] : chosen };
    const { key } = await post(`/keys/${mode}`, body, newKeySchema);
    setName('');
    onCreated(key);
  };
  return (
    <SmallForm title={`New ${mode} key`} button="Make key" onSubmit={create}>
      <TextInput
        label="Name"
        description="To tell keys apart"
        value={name}
        maxLength={60}
        onChange={(event) => setName(event.currentTarget.value)}
        required
        autoComplete="off"
      />
      <Checkbox
        label="It may do everything"
        checked={isAll}
        onChange={(event) => setAll(event.currentTarget.checked)}
      />
      {!isAll && (
        <Checkbox.Group label="It may do" value={chosen} onChange={setChosen}>
          <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} mt="xs">
            {scopes.map((scope) => (
              <Checkbox key={scope} value={scope} label={scope} />
            ))}
          </SimpleGrid>
        </Checkbox.Group>
      )}
    </SmallForm>
  );
}
