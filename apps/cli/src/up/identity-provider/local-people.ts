/** Somebody who can sign in at the local provider by pressing a button. */
export interface LocalPerson {
  id: string;
  name: string;
  roles: string[];
  /** Ways of signing in that the token names. */
  amr: string[];
}

/** One for each role of the console, and visibly nobody. */
export const localPeople: readonly LocalPerson[] = [
  { id: 'local-viewer', name: 'Vera Viewer', roles: ['viewer'], amr: ['pwd', 'otp', 'mfa'] },
  { id: 'local-compliance', name: 'Coen Compliance', roles: ['compliance'], amr: ['pwd', 'otp', 'mfa'] },
  { id: 'local-operator', name: 'Olga Operator', roles: ['operator'], amr: ['pwd', 'otp', 'mfa'] },
  { id: 'local-admin', name: 'Adam Admin', roles: ['admin'], amr: ['pwd', 'otp', 'mfa'] },
];
