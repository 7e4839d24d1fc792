import { Stack, Text, Title } from '@mantine/core';
import { useCallback, useSyncExternalStore } from 'react';
import { post, useLoaded } from '../../api.js';
import { asked, type Question } from '../../parts/asked.js';
import { Answer, Nothing } from '../../parts/states.js';
import { ConsentTable, PaymentTable } from '../../parts/tables.js';
import { type SearchResult, searchResultSchema } from '../answers.js';
import { RequestTable } from '../request-table.js';

const understood: Record<string, string> = { id: 'an id', iban: 'an IBAN', day: 'a day', text: 'a reference' };

export function SearchPage() {
  const question = useSyncExternalStore(asked.subscribe, asked.read);
  return (
    <Stack>
      <Title order={1}>Search</Title>
      {question.text === '' ? (
        <Nothing>Type an id, an IBAN, a reference or a day.</Nothing>
      ) : (
        <Asked question={question} />
      )}
    </Stack>
  );
}

function Asked({ question }: { question: Question }) {
  const ask = useCallback(() => post('/search', { query: question.text }, searchResultSchema), [question]);
  return <Answer of={useLoaded(ask)}>{(result) => <Results of={result} />}</Answer>;
}

function Results({ of: { understood_as: kind, payments, consents, requests } }: { of: SearchResult }) {
  const count = payments.length + consents.length + requests.length;
  return (
    <Stack>
      <Text role="status" size="sm" className="quiet">
        Understood as {understood[kind] ?? kind}. {count === 0 ? 'Nothing was found.' : `${count} found.`}
      </Text>
      {payments.length > 0 && <PaymentTable payments={payments} caption="Payments, newest first" />}
      {consents.length > 0 && <ConsentTable consents={consents} caption="Consents, newest first" />}
      {requests.length > 0 && <RequestTable requests={requests} caption="Payment requests, newest first" />}
    </Stack>
  );
}
