import { incidentLists, incidentNatures, incidentReports, incidentThresholds } from '@sluis/compliance';
import { z } from 'zod';
import { revealSchema } from './console.requests.js';

const text = z.string().trim().min(1).max(10_000);
const moment = z.iso.datetime({ offset: true }).transform((written) => new Date(written));
const caseReference = revealSchema.shape.case_reference;

export const incidentListSchema = z.strictObject({ list: z.enum(incidentLists).default('open') });
export const incidentFileSchema = z.strictObject({ format: z.enum(['csv', 'json']) });

export const newIncidentSchema = z.strictObject({
  case_reference: caseReference,
  nature: z.enum(incidentNatures),
  detected_at: moment,
  started_at: moment.optional(),
  text,
});
export type NewIncidentRequest = z.output<typeof newIncidentSchema>;

const report = z.enum(incidentReports);

export const incidentEntrySchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('noted'), text }),
  z.strictObject({ kind: z.literal('timed'), started_at: moment, ended_at: moment.nullable(), text }),
  z.strictObject({
    kind: z.literal('classified'),
    classified_at: moment,
    critical_services: z.boolean(),
    malicious_access: z.boolean(),
    recurring: z.boolean(),
    thresholds: z.array(z.enum(incidentThresholds)).max(incidentThresholds.length),
    text,
  }),
  /** `reference` is what the supervisor gave the report. */
  z.strictObject({ kind: z.literal('reported'), report, sent_at: moment, reference: caseReference, text }),
  z.strictObject({ kind: z.literal('delay_told'), report, text }),
  z.strictObject({ kind: z.literal('closed'), text }),
]);
export type IncidentEntryRequest = z.output<typeof incidentEntrySchema>;
