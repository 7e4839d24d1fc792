import { Injectable } from '@nestjs/common';
import { AuditTrail } from '@sluis/audit';
import { toPublicId, Transactions } from '@sluis/persistence';
import { Invitations } from './invitations.service.js';
import type { NewPasskeyAnswer, SignInAnswer } from './passkey-answers.js';
import { PasskeyCeremonies, refused } from './passkey-ceremonies.js';
import { Passkeys } from './passkeys.service.js';
import { personActor, PersonSessions, type PersonIdentity } from './person-sessions.service.js';

/** Partners' people come in by passkeys: the first one by an invitation, and no password anywhere. */
@Injectable()
export class PasskeySignIn {
  constructor(
    private readonly ceremonies: PasskeyCeremonies,
    private readonly invitations: Invitations,
    private readonly passkeys: Passkeys,
    private readonly sessions: PersonSessions,
    private readonly transactions: Transactions,
    private readonly audit: AuditTrail,
  ) {}

  /** @throws DomainError invitation_not_usable */
  async beginAccept(invitationToken: string) {
    const invitation = await this.transactions.run((tx) => this.invitations.look(tx, invitationToken));
    return this.ceremonies.askForNew('accept', invitation, []);
  }

  /**
   * @param replacing the session that this browser had, of whomever
   * @returns the new person's session
   * @throws DomainError invitation_not_usable, passkey_refused
   */
  async completeAccept(
    invitationToken: string,
    browserToken: string | undefined,
    answer: NewPasskeyAnswer,
    passkeyName: string,
    replacing: string | undefined,
  ): Promise<string> {
    const passkey = await this.ceremonies.readNew('accept', browserToken, answer);
    return this.transactions.run(async (tx) => {
      const { id: personId, partnerId, name, role } = await this.invitations.use(tx, invitationToken);
      await tx.query(`INSERT INTO partner_people (partner_id, id, name, role) VALUES ($1, $2, $3, $4)`, [
        partnerId,
        personId,
        name,
        role,
      ]);
      await this.audit.record(tx, {
        partnerId,
        actor: personActor({ id: personId }),
        action: 'partner_person.joined',
        subject: { type: 'partner_person', id: toPublicId('partnerPerson', personId) },
        outcome: 'done',
        details: { role },
      });
      const passkeyId = await this.passkeys.add(tx, { partnerId, personId }, passkey, passkeyName);
      if (replacing !== undefined) await this.sessions.end(tx, replacing, 'replaced');
      return this.sessions.open(tx, { partnerId, personId, passkeyId });
    });
  }

  beginSignIn() {
    return this.ceremonies.askToSignIn();
  }

  /**
   * @param replacing the session that this browser had
   * @returns the session
   * @throws DomainError passkey_refused
   */
  async completeSignIn(
    browserToken: string | undefined,
    answer: SignInAnswer,
    replacing: string | undefined,
  ): Promise<string> {
    const challenge = await this.ceremonies.end('sign_in', browserToken);
    const stored = await this.transactions.run((tx) => this.passkeys.find(tx, Buffer.from(answer.id, 'base64url')));
    if (!stored) throw refused();
    const { id: passkeyId, partnerId, personId } = stored;
    const signCount = await this.ceremonies.verify(challenge, answer, stored).catch(async (error: unknown) => {
      await this.recordRefusal(partnerId, passkeyId);
      throw error;
    });
    return this.transactions.run(async (tx) => {
      if (!(await this.passkeys.noteUse(tx, partnerId, passkeyId, signCount))) throw refused();
      if (replacing !== undefined) await this.sessions.end(tx, replacing, 'replaced');
      return this.sessions.open(tx, { partnerId, personId, passkeyId });
    });
  }

  async beginAdd(person: PersonIdentity) {
    const known = await this.transactions.forPartner(person.partnerId, (tx) =>
      this.passkeys.credentialIds(tx, { partnerId: person.partnerId, personId: person.id }),
    );
    return this.ceremonies.askForNew('add', person, known);
  }

  /** @throws DomainError passkey_refused */
  async completeAdd(
    { partnerId, id: personId }: PersonIdentity,
    browserToken: string | undefined,
    answer: NewPasskeyAnswer,
    name: string,
  ): Promise<string> {
    const passkey = await this.ceremonies.readNew('add', browserToken, answer);
    return this.transactions.forPartner(partnerId, (tx) =>
      this.passkeys.add(tx, { partnerId, personId }, passkey, name),
    );
  }

  /** Of passkeys that we know: what a stranger sends leaves no record. */
  private recordRefusal(partnerId: string, passkeyId: string): Promise<void> {
    return this.transactions.forPartner(partnerId, (tx) =>
      this.audit.record(tx, {
        partnerId,
        actor: { type: 'partner' },
        action: 'partner_person.sign_in_refused',
        subject: { type: 'passkey', id: toPublicId('passkey', passkeyId) },
        outcome: 'refused',
      }),
    );
  }
}
