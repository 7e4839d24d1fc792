import { Text } from '@mantine/core';
import { type SearchResult, searchResultSchema } from '../answers/search.js';
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
      {(result) => <Results of={result} />}
    </SearchedPage>
  );
}

function Results({ of: { understood_as: kind, payments, consents, partners, things } }: { of: SearchResult }) {
  const count = payments.length + consents.length + partners.length + things.length;
  return (
    <>
      <Understood as={kind} text="a reference or a name" count={count} />
      {count === 0 && <Nothing>Nothing has this {kind === 'text' ? 'reference or name' : kind}.</Nothing>}
      {payments.length > 0 && <PaymentTable isOfManyPartners payments={payments} caption="Payments, newest first" />}
      {consents.length > 0 && <ConsentTable isOfManyPartners consents={consents} caption="Consents, newest first" />}
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
