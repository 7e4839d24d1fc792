/** The parts of the API in the order of the reference, each with the paths that belong to it. */
export const tags = [
  { name: 'Payments', paths: /^\/v1\/payments(?!.*refunds)/, description: 'Orders to pay: made, read, cancelled.' },
  {
    name: 'Payment links',
    paths: /^\/v1\/payment-links/,
    description: 'Links that make a payment for whoever opens them.',
  },
  { name: 'Consents', paths: /^\/v1\/consents/, description: 'Permissions of payers: asked, read, renewed, ended.' },
  { name: 'Accounts', paths: /^\/v1\/accounts/, description: "Payers' accounts, as far as their consent goes." },
  {
    name: 'Funds confirmations',
    paths: /^\/v1\/funds-confirmation/,
    description: 'Whether an amount could leave an account now.',
  },
  { name: 'Spending rules', paths: /^\/v1\/spending-rules/, description: 'Limits, and what is taken up of them.' },
  { name: 'Bank connections', paths: /^\/v1\/bank-connections/, description: "A partner's own accounts at the bank." },
  {
    name: 'Payment requests',
    paths: /^\/v1\/(payment-request|attachments)/,
    description: "Money asked of others, to arrive on the partner's own account.",
  },
  {
    name: 'Incoming payment requests',
    paths: /^\/v1\/incoming-payment-requests/,
    description: 'Money that others ask of the partner.',
  },
  { name: 'Payouts', paths: /^\/v1\/payout/, description: "Money from a partner's own account." },
  { name: 'Refunds', paths: /^\/v1\/payments\/.*refunds/, description: 'Giving payers back what they paid.' },
  { name: 'Events', paths: /^\/v1\/events/, description: 'What a partner was told, and how telling it went.' },
  {
    name: 'Webhook endpoints',
    paths: /^\/v1\/webhook-endpoints/,
    description: 'Where a partner wants to be told of its events.',
  },
  { name: 'Test mode', paths: /^\/v1\/test\//, description: 'What there is in test mode alone.' },
  { name: 'Browsers', paths: /^\/client\//, description: 'What a page may read with a token for one payment.' },
  { name: 'Platform', paths: /^\/(?!v1\/)/, description: 'The platform itself; no key is asked for.' },
];

/** @throws RangeError for a path that no part of the API claims */
export function tagOf(path: string): string {
  const tag = tags.find(({ paths }) => paths.test(path));
  if (!tag) throw new RangeError(`no tag claims ${path}`);
  return tag.name;
}
