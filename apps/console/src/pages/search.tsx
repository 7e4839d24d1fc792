import { Alert, Button, Group, Stack, Text, Title } from '@mantine/core';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { searchResultSchema, type SearchResult } from '../answers.js';
import { asApiError, type Loaded, post } from '../api.js';
import { asked } from '../parts/asked.js';
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
  const [loaded, setLoaded] = useState<Loaded<SearchResult>>({ state: 'loading' });
  useEffect(() => {
    if (question.text === '') return undefined;
    let isWanted = true;
    const again = () => asked.ask(question.text);
    setLoaded({ state: 'loading' });
    post('/search', { query: question.text }, searchResultSchema).then(
      (data) => isWanted && setLoaded({ state: 'ready', data, again }),
      (error: unknown) => isWanted && setLoaded({ state: 'failed', error: asApiError(error), again }),
    );
    return () => {
      isWanted = false;
    };
  }, [question]);
  return (
    <Stack>
      <Title order={1}>Search</Title>
      {question.text === '' ? (
        <Nothing>Type an id, an IBAN, a reference, a payer’s reference, a partner or a day.</Nothing>
      ) : (
        <Answer of={loaded}>{(result) => <Results key={question.text} query={question.text} of={result} />}</Answer>
      )}
    </Stack>
  );
}

/** What was found, and below it older payments and consents as they are asked for. */
function Results({ query, of: first }: { query: string; of: SearchResult }) {
  const [found, setFound] = useState(first);
  const [error, setError] = useState<string>();
  const { understood_as: kind, payments, consents, partners, things, has_more: hasMore } = found;
  const goOn = async (list: 'payments' | 'consents') => {
    setError(undefined);
    try {
      const last = found[list].at(-1)?.id;
      const older = await post('/search', { query, [`${list}_before`]: last }, searchResultSchema);
      setFound({
        ...found,
        [list]: [...found[list], ...older[list]],
        has_more: { ...hasMore, [list]: older.has_more[list] },
      });
    } catch (failure) {
      setError(asApiError(failure).message);
    }
  };
  const more = (list: 'payments' | 'consents') =>
    hasMore[list] && (
      <Group>
        <Button variant="default" onClick={() => void goOn(list)}>
          More {list}
        </Button>
      </Group>
    );
  const count = payments.length + consents.length + partners.length + things.length;
  return (
    <Stack>
      <Text role="status" size="sm" className="quiet">
        Understood as {understood[kind] ?? kind}. {count === 0 ? 'Nothing was found.' : howMany(found, count)}
      </Text>
      {count === 0 && <Nothing>Nothing has this {kind === 'text' ? 'reference or name' : kind}.</Nothing>}
      {error !== undefined && <Alert color="red">{error}</Alert>}
      {payments.length > 0 && <PaymentTable isOfManyPartners payments={payments} caption="Payments, newest first" />}
      {more('payments')}
      {consents.length > 0 && <ConsentTable isOfManyPartners consents={consents} caption="Consents, newest first" />}
      {more('consents')}
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

/** Never a number that looks like all of them where it is not. */
function howMany({ has_more: hasMore, payments, consents, partners }: SearchResult, count: number): string {
  const cut = [
    ...(hasMore.payments ? [`the newest ${payments.length} payments are shown, there are more`] : []),
    ...(hasMore.consents ? [`the newest ${consents.length} consents are shown, there are more`] : []),
    ...(hasMore.partners ? [`${partners.length} partners are shown, there are more: type more of the name`] : []),
  ];
  return cut.length === 0 ? `${count} found.` : `Not all of it: ${cut.join('; ')}.`;
}
