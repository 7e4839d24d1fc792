/** What an incident is about, for lists; the supervisor's form asks for more. */
export const incidentNatures = ['availability', 'security', 'data', 'payments', 'third_party', 'other'] as const;

/** The thresholds of Delegated Regulation (EU) 2024/1772, art. 9(1) to (6), any two of which make an incident major. */
export const incidentThresholds = [
  'clients_or_transactions',
  'reputation',
  'duration_or_downtime',
  'geographical_spread',
  'data_losses',
  'economic_impact',
] as const;
export type IncidentThreshold = (typeof incidentThresholds)[number];

export interface IncidentCriteria {
  /** Art. 6: without critical services affected no incident is major. */
  critical_services: boolean;
  /** Art. 9(5)(b): a successful, malicious and unauthorised access that may lose data; alone enough. */
  malicious_access: boolean;
  /** Art. 8(2): at least twice within six months, of the same cause, and together major. */
  recurring: boolean;
  thresholds: readonly IncidentThreshold[];
}

/** Art. 8: what is major follows from the criteria, and is nobody's choice. */
export function isMajor({ critical_services, malicious_access, recurring, thresholds }: IncidentCriteria): boolean {
  if (recurring) return true;
  return critical_services && (malicious_access || new Set(thresholds).size >= 2);
}

/** What goes to the supervisor: DORA art. 19(4), and the notice that an incident was not major after all. */
export const incidentReports = ['initial', 'intermediate', 'final', 'reclassified'] as const;
export type IncidentReport = (typeof incidentReports)[number];
