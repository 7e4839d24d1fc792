import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { Incidents, type IncidentStep } from '@sluis/compliance';
import type { StaffIdentity } from '@sluis/staff';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { found, requireId } from '../http/public-id.js';
import {
  type IncidentEntryRequest,
  incidentEntrySchema,
  incidentFileSchema,
  incidentListSchema,
  type NewIncidentRequest,
  newIncidentSchema,
} from './incidents.requests.js';
import { sendFile } from './send-file.js';
import { ForStaff, Staff } from './staff-guard.js';

type FileQuery = z.output<typeof incidentFileSchema>;

@Controller('console/api/incidents')
export class ConsoleIncidentsController {
  constructor(private readonly incidents: Incidents) {}

  @Get()
  @ForStaff('incidents.read')
  async list(
    @Staff() staff: StaffIdentity,
    @Query({ schema: incidentListSchema }) { list }: z.output<typeof incidentListSchema>,
  ) {
    return { data: await this.incidents.list(staff, list) };
  }

  @Get('file')
  @ForStaff('incidents.export')
  async register(
    @Staff() staff: StaffIdentity,
    @Query({ schema: incidentFileSchema }) { format }: FileQuery,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await sendFile(reply, `incidents.${format}`, format, await this.incidents.register(staff, format));
  }

  @Get(':id')
  @ForStaff('incidents.read')
  async read(@Staff() staff: StaffIdentity, @Param('id') id: string) {
    return found(await this.incidents.read(staff, requireId('incident', id)));
  }

  @Get(':id/figures')
  @ForStaff('incidents.read')
  async figures(@Param('id') id: string) {
    return found(await this.incidents.figures(requireId('incident', id)));
  }

  @Get(':id/file')
  @ForStaff('incidents.export')
  async file(
    @Staff() staff: StaffIdentity,
    @Param('id') id: string,
    @Query({ schema: incidentFileSchema }) { format }: FileQuery,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const text = found(await this.incidents.file(staff, requireId('incident', id), format));
    await sendFile(reply, `${id}.${format}`, format, text);
  }

  @Post()
  @ForStaff('incidents.open')
  open(@Staff() staff: StaffIdentity, @Body({ schema: newIncidentSchema }) request: NewIncidentRequest) {
    return this.incidents.open(staff, {
      caseReference: request.case_reference,
      nature: request.nature,
      detectedAt: request.detected_at,
      startedAt: request.started_at,
      text: request.text,
    });
  }

  @Post(':id/entries')
  @ForStaff('incidents.change')
  async take(
    @Staff() staff: StaffIdentity,
    @Param('id') id: string,
    @Body({ schema: incidentEntrySchema }) entry: IncidentEntryRequest,
  ) {
    return found(await this.incidents.take(staff, requireId('incident', id), stepOf(entry)));
  }
}

function stepOf(entry: IncidentEntryRequest): IncidentStep {
  const { text } = entry;
  switch (entry.kind) {
    case 'timed':
      return { kind: entry.kind, startedAt: entry.started_at, endedAt: entry.ended_at, text };
    case 'classified': {
      const { kind, classified_at: classifiedAt, text: _, ...criteria } = entry;
      return { kind, classifiedAt, criteria, text };
    }
    case 'reported':
      return { kind: entry.kind, report: entry.report, sentAt: entry.sent_at, reference: entry.reference, text };
    default:
      return entry;
  }
}
