import { Hidden, Iban } from './layout.js';

export function AccountRadios({ accounts }: { accounts: { id: number; description: string; iban: string }[] }) {
  return (
    <fieldset>
      <legend className="small">Pay from</legend>
      {accounts.map((account, index) => (
        <label className="choice" key={account.id}>
          <input type="radio" name="account" value={account.id} defaultChecked={index === 0} />
          <span>
            <b>{account.description}</b>
            <br />
            <Iban iban={account.iban} />
          </span>
        </label>
      ))}
    </fieldset>
  );
}

export function DecisionButtons({
  label,
  yes = 'Accept',
  no = 'Reject',
}: {
  label: string;
  yes?: string;
  no?: string;
}) {
  return (
    <div className="buttons slim">
      <button className="do" name="decision" value="accept" aria-label={`${yes} ${label}`}>
        {yes}
      </button>
      <button className="do second" name="decision" value="reject" aria-label={`${no} ${label}`}>
        {no}
      </button>
    </div>
  );
}

/** Finds one customer among many; the fields of the page go with it. */
export function CustomerSearch({
  action,
  search,
  shown,
  total,
  fields = {},
}: {
  action: string;
  search: string;
  shown: number;
  total: number;
  fields?: Record<string, string>;
}) {
  if (search === '' && shown === total) return null;
  return (
    <form className="search" method="get" action={action} role="search" aria-label="Users">
      <Hidden fields={fields} />
      <label>
        {`Search, showing ${shown} of ${total}`}
        <input type="search" name="q" defaultValue={search} placeholder="Name, e-mail address or telephone number" />
      </label>
      <button className="do">Search</button>
    </form>
  );
}
