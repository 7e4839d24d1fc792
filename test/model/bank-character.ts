/** Where bunq's documents are silent the bank may be of either kind, and the platform must be right with each. */
export interface BankCharacter {
  switches: Record<string, unknown>;
  /** A second send under one request id never makes a second order. */
  refusesRepeatedIds: boolean;
  /** A PSP draft that nobody answered for can be named, and so adopted or withdrawn. */
  namesPspDrafts: boolean;
}

export const bankCharacters = {
  documented: { switches: {}, refusesRepeatedIds: true, namesPspDrafts: true },
  // The list lags longer than two empty reads take: the order is sent again, and the request id tells.
  lagging: {
    switches: { listLagSeconds: 1.2, rememberRequestIdOfRefused: true },
    refusesRepeatedIds: true,
    namesPspDrafts: true,
  },
  replaying: {
    switches: { listLagSeconds: 1.2, repeatedRequestId: 'replay' },
    refusesRepeatedIds: true,
    namesPspDrafts: true,
  },
  // Here only the list tells; it lags less than the platform waits before it reads.
  forgetful: {
    switches: { listLagSeconds: 0.1, enforceRequestIds: false },
    refusesRepeatedIds: false,
    namesPspDrafts: true,
  },
  nameless: { switches: { pspDraftsWithoutId: true }, refusesRepeatedIds: true, namesPspDrafts: false },
} as const satisfies Record<string, BankCharacter>;

export type BankCharacterName = keyof typeof bankCharacters;
export const bankCharacterNames = ['documented', 'lagging', 'replaying', 'forgetful', 'nameless'] as const;
