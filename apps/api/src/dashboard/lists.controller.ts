import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { PartnerConsents, PartnerPayments, PartnerRequests } from '@sluis/dashboard';
import type { PersonIdentity } from '@sluis/partner-people';
import { type IdKind, toPublicId } from '@sluis/persistence';
import { notFound, requireId } from '../http/public-id.js';
import {
  consentListSchema,
  type ListQuery,
  paymentListSchema,
  type PaymentListQuery,
  requestListSchema,
} from './dashboard.requests.js';
import { ForPeople, Person } from './person-guard.js';

/** Payments, consents and payment requests, each as a list and one by one with its timeline. */
@Controller('dashboard/api')
export class DashboardListsController {
  constructor(
    private readonly payments: PartnerPayments,
    private readonly consents: PartnerConsents,
    private readonly requests: PartnerRequests,
  ) {}

  @Get('payments')
  @ForPeople('payments.list')
  async listPayments(
    @Person() person: PersonIdentity,
    @Query({ schema: paymentListSchema }) { before, limit, ...filter }: PaymentListQuery,
  ) {
    return pageAnswer('payment', await this.payments.list(person, filter, { before, limit }));
  }

  @Get('payments/:id')
  @ForPeople('payments.read')
  async readPayment(@Person() person: PersonIdentity, @Param('id') id: string) {
    return found(await this.payments.read(person, requireId('payment', id)));
  }

  @Post('payments/:id/reveal')
  @HttpCode(200)
  @ForPeople('payer_data.reveal')
  async revealPayment(@Person() person: PersonIdentity, @Param('id') id: string) {
    return found(await this.payments.reveal(person, requireId('payment', id)));
  }

  @Get('consents')
  @ForPeople('consents.list')
  async listConsents(
    @Person() person: PersonIdentity,
    @Query({ schema: consentListSchema }) { before, limit, ...filter }: ListQuery,
  ) {
    return pageAnswer('consent', await this.consents.list(person, filter, { before, limit }));
  }

  @Get('consents/:id')
  @ForPeople('consents.read')
  async readConsent(@Person() person: PersonIdentity, @Param('id') id: string) {
    return found(await this.consents.read(person, requireId('consent', id)));
  }

  @Get('requests')
  @ForPeople('requests.list')
  async listRequests(
    @Person() person: PersonIdentity,
    @Query({ schema: requestListSchema }) { before, limit, ...filter }: ListQuery,
  ) {
    return pageAnswer('paymentRequest', await this.requests.list(person, filter, { before, limit }));
  }

  @Get('requests/:id')
  @ForPeople('requests.read')
  async readRequest(@Person() person: PersonIdentity, @Param('id') id: string) {
    return found(await this.requests.read(person, requireId('paymentRequest', id)));
  }
}

export function pageAnswer<T>(kind: IdKind, { items, next }: { items: T[]; next: string | null }) {
  return { data: items, next: next && toPublicId(kind, next) };
}

/** @throws DomainError resource_not_found, also for another partner's */
function found<T>(thing: T | undefined): T {
  if (thing === undefined) throw notFound();
  return thing;
}
