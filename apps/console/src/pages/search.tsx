import { Stack, Text, Title } from '@mantine/core';
import { useCallback, useSyncExternalStore } from 'react';
import { searchResultSchema, type SearchResult } from '../answers/search.js';
import { post, useLoaded } from '../api.js';
import { asked, type Question } from '../parts/asked.js';
import { Answer, Nothing } from '../parts/states.js';
import { ConsentTable, PaymentTable } from '../parts/tables.js';
import { Id, inWords, Status } from '../parts/words.js';
import { Link } from '../router.js';

const understood: Record<string, string> = {
  id: 'an id',
  iban: 'an IBAN',
  day: 'a day',
  text: 'a reference or a name',
};

export function SearchPage() {
  const question = useSyncExternalStore(asked.subscribe, asked.read);
  return (
    <Stack>
      <Title order={1}>Search</Title>
      {question.text === '' ? (
        <Nothing>Type an id, an IBAN, a reference, a payer’s reference, a partner or a day.</Nothing>
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

function Results({ of: { understood_as: kind, payments, consents, partners, things } }: { of: SearchResult }) {
  const count = payments.length + consents.length + partners.length + things.length;
  return (
    <Stack>
      <Text role="status" size="sm" className="quiet">
        Understood as {understood[kind] ?? kind}. {count === 0 ? 'Nothing was found.' : `${count} found.`}
      </Text>
      {count === 0 && <Nothing>Nothing has this {kind === 'text' ? 'reference or name' : kind}.</Nothing>}
      {payments.length > 0 && <PaymentTable isOfManyPartners payments={payments} caption="Payments, newest first" />}
      {consents.length > 0 && <ConsentTable isOfManyPartners consents={consents} caption="Consents, newest first" />}
      {partners.map(({ id, name }) => (
        <Text key={id}>
          Partner <Link to={`/partners/${id}`}>{name}</Link>: <Link to={`/payments?partner=${id}`}>payments</Link>,{' '}
          <Link to={`/consents?partner=${id}`}>consents</Link> <Id>{id}</Id>
        </Text>
      ))}
      {things.map(({ kind: of, id, status, partner }) => (
        <Text key={id} component="div">
          {inWords(of.replaceAll(/([A-Z])/g, ' $1').toLowerCase())} <Id>{id}</Id> of {partner.name}{' '}
          {status && <Status of={status} />}
        </Text>
      ))}
    </Stack>
  );
}
