import { Checkbox, SimpleGrid, Stack, Text, TextInput, Title } from '@mantine/core';
import { useState } from 'react';
import { change, post, useAnswer } from '../../api.js';
import { ActionForm } from '../../parts/action-form.js';
import { DataTable } from '../../parts/data-table.js';
import { useFields } from '../../parts/fields.js';
import { Answer } from '../../parts/states.js';
import { Moment, Status } from '../../parts/words.js';
import { keysSchema, newKeySchema } from '../answers.js';
import { Confirmed, ShownOnce } from '../parts.js';

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
  const mayChange = { test: mayChangeTest, live: mayChangeLive };
  return (
    <Stack>
      <Title order={1}>API keys</Title>
      <Answer of={keys}>
        {({ data, mode: own, may_begin: mayBegin }) => (
          <>
            <DataTable
              caption="Newest first"
              empty="No key yet."
              of={data}
              keyOf={({ id }) => id}
              columns={[
                ['Name', ({ name }) => name],
                ['Mode', ({ mode, revoked_at: endedAt }) => <Status of={endedAt ? 'revoked' : mode} />],
                ['May do', (key) => (key.scopes.includes('*') ? 'everything' : key.scopes.join(', ')), 'id'],
                ['Last used', ({ last_used_at: usedAt }) => (usedAt ? <Moment at={usedAt} /> : 'never')],
                ['Made', ({ created_at: madeAt }) => <Moment at={madeAt} />],
                [
                  'Revoke',
                  ({ id, name, mode, revoked_at: endedAt }) =>
                    !endedAt &&
                    mayChange[mode] && (
                      <Confirmed
                        label="Revoke"
                        name={name}
                        question="It stops working within a second, for good."
                        onConfirmed={async () => {
                          await change(`/keys/${mode}/${id}/revoke`, {});
                          keys.again();
                        }}
                      />
                    ),
                ],
              ]}
            />
            {mayBegin && mayChange[own] && (
              <NewKey
                scopes={scopes}
                mode={own}
                onCreated={(key) => {
                  setCreated(key);
                  keys.again();
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
  const { values, set, field } = useFields({ name: '' });
  const [isAll, setAll] = useState(true);
  const [chosen, setChosen] = useState<string[]>([]);
  const create = async () => {
    const body = { name: values.name.trim(), scopes: isAll ? ['*'] : chosen };
    const { key } = await post(`/keys/${mode}`, body, newKeySchema);
    set('name', '');
    onCreated(key);
  };
  return (
    <ActionForm title={`New ${mode} key`} action="Make key" onSubmit={create}>
      <TextInput
        label="Name"
        description="To tell keys apart"
        {...field('name')}
        maxLength={60}
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
          <SimpleGrid cols={{ base: 1, sm: 2 }} mt="xs">
            {scopes.map((scope) => (
              <Checkbox key={scope} value={scope} label={scope} />
            ))}
          </SimpleGrid>
        </Checkbox.Group>
      )}
    </ActionForm>
  );
}
