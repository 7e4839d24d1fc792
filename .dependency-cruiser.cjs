// The arrows of ARCHITECTURE.md as rules: apps → capabilities → bunq-client → ground. A rule only prose knows decays.
const ground = [
  'config',
  'api-versions',
  'errors',
  'money',
  'persistence',
  'outbox',
  'telemetry',
  'local-stack',
  'browser-sessions',
];
// Between capabilities imports go only from a line to the lines below it.
const layers = [
  ['dashboard'],
  ['personal-data'],
  ['compliance'],
  ['evidence'],
  ['payment-links', 'payouts'],
  ['payment-initiation', 'accounts', 'funds-confirmation'],
  ['payment-requests'],
  ['reconciliation'],
  ['bank-connections'],
  ['consents'],
  ['payees', 'spending-rules'],
  ['partners', 'operators', 'staff', 'partner-people'],
  ['changes'],
  ['events'],
  ['webhooks'],
  ['tpp-identity'],
  ['audit'],
  ['bank-orders'],
  ['bunq-client'],
  ground,
];
const group = (names) => `^libs/(${names.join('|')})/`;

const layerRules = layers.slice(0, -1).flatMap((layer, depth) => {
  const above = layers.slice(0, depth + 1).flat();
  return layer.map((name) => ({
    name: `arrow-${name}`,
    comment: `libs/${name} may import only what stands below it`,
    severity: 'error',
    from: { path: group([name]) },
    to: { path: group(above.filter((other) => other !== name)) },
  }));
});

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'libs-never-import-apps', severity: 'error', from: { path: '^libs/' }, to: { path: '^apps/' } },
    {
      name: 'examples-use-the-sdk-alone',
      comment: 'they are what a partner would write',
      severity: 'error',
      from: { path: '^examples/' },
      to: { path: '^(libs/(?!sdk/)|apps/|test/|migrations/)' },
    },
    {
      name: 'apps-are-islands',
      comment: 'what two apps share belongs in a lib',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'emulator-imports-nothing-of-ours',
      comment: "sharing our reading of the bank's documents would share our mistakes",
      severity: 'error',
      from: { path: '^apps/bunq-emulator/' },
      to: { path: '^(libs|migrations)/' },
    },
    {
      name: 'bunq-client-stands-alone',
      comment: 'others may use it without the platform',
      severity: 'error',
      from: { path: '^libs/bunq-client/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^(libs/(?!bunq-client/)|apps/|test/|migrations/)' },
    },
    {
      name: 'sdk-stands-alone',
      comment: 'partners use it without the platform',
      severity: 'error',
      from: { path: '^libs/sdk/' },
      to: { path: ['^(libs/(?!sdk/)|apps/|test/|migrations/|scripts/)', '^node:', 'node_modules'] },
    },
    {
      name: 'ground-imports-only-ground',
      severity: 'error',
      from: { path: group(ground) },
      to: { path: '^libs/', pathNot: group(ground) },
    },
    {
      name: 'one-door-per-lib',
      comment: 'outside a lib, import its index only',
      severity: 'error',
      from: { path: '^(libs|apps|examples|migrations|test)/([^/]+)/' },
      to: { path: '^libs/([^/]+)/src/.+', pathNot: ['^libs/[^/]+/src/index\\.ts$', '^$1/$2/'] },
    },
    ...layerRules,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
