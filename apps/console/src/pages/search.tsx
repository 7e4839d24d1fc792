import { Alert, Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { type SearchResult, searchResultSchema } from '../answers/search.js';
import { asApiError, post } from '../api.js';
import { SearchedPage, Understood } from '../parts/searched.js';
import { Nothing } from '../parts/states.js';
import { ConsentTable, PaymentTable } from '../parts/tables.js';
import { Id, inWords, Status } from '../parts/words.js';
import { Link } from '../router.js';

export function SearchPage() {
  return (
    <SearchedPage
      hint="Type an id, an IBAN, a reference, a payer’s reference, a partner or a day."
      schema={searchResultSchema}
    >
      {(result, query) => <Results query={query} of={result} />}
    </SearchedPage>
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
    <>
      <Understood as={kind} text="a reference or a name" count={count} cut={whatIsCut(found)} />
      {error !== undefined && <Alert color="red">{error}</Alert>}
      {count === 0 && <Nothing>Nothing has this {kind === 'text' ? 'reference or name' : kind}.</Nothing>}
      {payments.length > 0 && <PaymentTable isOfManyPartners payments={payments} caption="Payments, newest first" />}
      {more('payments')}
      {consents.length > 0 && <ConsentTable isOfManyPartners consents={consents} caption="Consents, newest first" />}
      {more('consents')}
      {partners.map(({ id, name }) => (
        <Text key={id} size="sm">
          Partner <Link to={`/partners/${id}`}>{name}</Link>: <Link to={`/payments?partner=${id}`}>payments</Link>,{' '}
          <Link to={`/consents?partner=${id}`}>consents</Link> <Id>{id}</Id>
        </Text>
      ))}
      {things.map(({ kind: of, id, status, partner }) => (
        <Text key={id} size="sm" component="div">
          {inWords(of.replaceAll(/([A-Z])/g, ' $1').toLowerCase())} <Id>{id}</Id> of {partner.name}{' '}
          {status && <Status of={status} />}
        </Text>
      ))}
    </>
  );
}

/** Never a number that looks like all of them where it is not. */
function whatIsCut({ has_more: hasMore, payments, consents, partners }: SearchResult): string | undefined {
  const cut = [
    ...(hasMore.payments ? [`the newest ${payments.length} payments are shown, there are more`] : []),
    ...(hasMore.consents ? [`the newest ${consents.length} consents are shown, there are more`] : []),
    ...(hasMore.partners ? [`${partners.length} partners are shown, there are more: type more of the name`] : []),
  ];
  return cut.length === 0 ? undefined : `Not all of it: ${cut.join('; ')}.`;
}
