import type { Agenda, Appointment } from './agenda.js';
import { actAsPayer } from './automatic-payer.js';
import type { Bank } from './bank.js';
import { settleIssuerTransaction } from './issuer-transactions.js';
import { settlePspDraft } from './psp-drafts.js';
import { settleRequest } from './requests.js';
import { runSchedule } from './schedules.js';

/**
 * Does what is due on the bank's clock: lets orders lapse, pays what is scheduled, tries callbacks again. Called before the bank looks
 * at anything, so that nobody ever sees something overdue as pending, and by a timer for what happens when nobody calls.
 */
export function doWhatIsDue(bank: Bank): void {
  const agenda: Agenda = bank.agenda;
  for (let due = agenda.takeDue(bank.time()); due !== undefined; due = agenda.takeDue(bank.time())) keep(bank, due);
}

function keep(bank: Bank, { kind, id, at }: Appointment): void {
  const { tables } = bank;
  switch (kind) {
    case 'psp_draft': {
      const draft = tables.pspDrafts.get(id);
      if (draft?.status === 'PENDING') settlePspDraft(bank, draft, 'EXPIRED');
      return;
    }
    case 'issuer_transaction': {
      const transaction = tables.issuerTransactions.get(id);
      if (transaction?.status === 'PENDING') settleIssuerTransaction(bank, transaction, 'EXPIRED');
      return;
    }
    case 'request': {
      const inquiry = tables.requestInquiries.get(id);
      if (inquiry?.status === 'PENDING') settleRequest(bank, inquiry, 'EXPIRED');
      return;
    }
    case 'schedule': {
      const schedule = tables.schedules.get(id);
      // A plan that was changed since has another time of its own.
      if (schedule?.nextRunAt === at) runSchedule(bank, schedule);
      return;
    }
    case 'payer':
      actAsPayer(bank, id);
      return;
    case 'callback':
      bank.retryCallback(id);
  }
}
