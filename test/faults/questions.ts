/** For ever, as far as one run goes: which order shows up when is decided for each alone, see `World.showWhenMissed`. */
export const longLagSeconds = 100_000_000;

/**
 * What bunq's documents leave open, each with both answers as switches of the emulator. The first answer is the emulator's default.
 * How fast the bank's clock goes is the world's business: `world.ts`.
 */
export const questions = [
  { name: 'lists', answers: ['show at once', 'lag'], second: { listLagSeconds: longLagSeconds } },
  { name: 'request ids', answers: ['unique', 'not looked at'], second: { enforceRequestIds: false } },
  { name: 'ids of refused calls', answers: ['free', 'used'], second: { rememberRequestIdOfRefused: true } },
  { name: 'a used id', answers: ['refused', 'replayed'], second: { repeatedRequestId: 'replay' } },
  { name: 'status of a used id', answers: ['400', '409'], second: { repeatedRequestIdStatus: 409 } },
  { name: 'request ids kept', answers: ['for ever', 'a minute'], second: { requestIdMemorySeconds: 60 } },
  { name: 'PSP drafts on read', answers: ['have ids', 'have none'], second: { pspDraftsWithoutId: true } },
  { name: 'errors', answers: ['signed', 'unsigned'], second: { unsignedErrors: true } },
  { name: '429', answers: ['signed', 'unsigned'], second: { unsignedTooManyRequests: true } },
  { name: 'callbacks', answers: ['unsigned', 'signed'], second: { signCallbacks: true } },
  { name: 'an ended session', answers: ['401', '403'], second: { expiredSessionStatus: 403 } },
  { name: 'objects in lists', answers: ['have ids', 'have none'], second: { listsWithoutIds: true } },
] as const;

/** One way in which bunq may turn out to be: for every question whether it is the second answer. */
export type Answers = readonly boolean[];

/** Room for fifteen questions. */
const cycle = [...'111101011001000'].map((digit) => digit === '1');

/**
 * Sixteen banks in which each answer to each question meets each answer to every other one four times (the design of Plackett and
 * Burman): what two answers break together is found without trying all 4096 banks. The first is bunq as the emulator's defaults have it.
 */
export const banks: readonly Answers[] = [
  questions.map(() => false),
  ...cycle.map((_, shift) => questions.map((_question, index) => cycle[(index + shift) % cycle.length] ?? false)),
];

/** These hold every answer to every question; enough for a look in passing. */
export const fewBanks: readonly Answers[] = [0, 1, 2, 3].flatMap((index) => banks.slice(index, index + 1));

/** All switches of a bank, also those that go back to their first answer. */
export function switchesOf(answers: Answers): Record<string, unknown> {
  const defaults = {
    listLagSeconds: 0,
    enforceRequestIds: true,
    rememberRequestIdOfRefused: false,
    repeatedRequestId: 'refuse',
    repeatedRequestIdStatus: 400,
    requestIdMemorySeconds: 0,
    pspDraftsWithoutId: false,
    unsignedErrors: false,
    unsignedTooManyRequests: false,
    signCallbacks: false,
    expiredSessionStatus: 401,
    listsWithoutIds: false,
  };
  const chosen = questions.map(({ second }, index) => (answers[index] ? second : {}));
  return Object.assign({}, defaults, ...chosen);
}

/** Whether a bank gives the second answer to this question. */
export function isSecond(answers: Answers, name: (typeof questions)[number]['name']): boolean {
  return answers[questions.findIndex((question) => question.name === name)] ?? false;
}
