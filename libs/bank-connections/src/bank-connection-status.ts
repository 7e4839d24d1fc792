/** Every status a connection can have and where it may go from there. Statuses that lead nowhere are final. */
export const nextConnectionStatuses = {
  awaiting_authorisation: ['active', 'rejected', 'failed', 'expired', 'disconnected'],
  // By the partner, or because the bank no longer takes the token or key.
  active: ['disconnected', 'lost'],
  rejected: [],
  failed: [],
  expired: [],
  disconnected: [],
  lost: [],
} as const satisfies Record<string, readonly string[]>;

export type ConnectionStatus = keyof typeof nextConnectionStatuses;

export function connectionMayBecome(from: ConnectionStatus, to: ConnectionStatus): boolean {
  return (nextConnectionStatuses[from] as readonly ConnectionStatus[]).includes(to);
}
