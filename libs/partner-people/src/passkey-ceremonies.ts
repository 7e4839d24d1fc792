import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { Config } from '@sluis/config';
import { DomainError } from '@sluis/errors';
import { queryRows, randomToken, tokenHash, Transactions } from '@sluis/persistence';
import type { NewPasskeyAnswer, SignInAnswer } from './passkey-answers.js';

type Purpose = 'accept' | 'sign_in' | 'add';

const minutes = 10;
/** Ed25519, ES256 and RS256: one of them is in every authenticator. */
const algorithms = [-8, -7, -257];

export interface StoredPasskey {
  credentialId: Buffer;
  publicKey: Buffer;
  signCount: number;
}

export interface NewPasskey extends StoredPasskey {
  transports: string[];
}

/** Questions to authenticators and their answers: each question is asked of one browser, and answered once. */
@Injectable()
export class PasskeyCeremonies {
  private readonly origin: string;
  private readonly host: string;
  private readonly platformName: string;

  constructor(
    { env }: Config,
    private readonly transactions: Transactions,
  ) {
    const url = new URL(env.DASHBOARD_URL ?? 'https://dashboard.invalid');
    this.origin = url.origin;
    this.host = url.hostname;
    this.platformName = env.TPP_NAME;
  }

  /** @param known passkeys that the person has: an authenticator makes no second one */
  async askForNew(
    purpose: 'accept' | 'add',
    person: { id: string; name: string; partnerName: string },
    known: Buffer[],
  ) {
    const browserToken = await this.begin(purpose);
    const options = await generateRegistrationOptions({
      rpName: this.platformName,
      rpID: this.host,
      userID: new Uint8Array(Buffer.from(person.id.replaceAll('-', ''), 'hex')),
      // What the person chooses from, in a list of their passkeys.
      userName: `${person.name}, ${person.partnerName}`,
      userDisplayName: person.name,
      challenge: challengeOf(browserToken),
      attestationType: 'none',
      supportedAlgorithmIDs: algorithms,
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      excludeCredentials: known.map((id) => ({ id: id.toString('base64url') })),
    });
    return { browserToken, options };
  }

  async askToSignIn() {
    const browserToken = await this.begin('sign_in');
    const options = await generateAuthenticationOptions({
      rpID: this.host,
      challenge: challengeOf(browserToken),
      userVerification: 'required',
    });
    return { browserToken, options };
  }

  /** @throws DomainError passkey_refused */
  async readNew(
    purpose: 'accept' | 'add',
    browserToken: string | undefined,
    answer: NewPasskeyAnswer,
  ): Promise<NewPasskey> {
    const expectedChallenge = await this.end(purpose, browserToken);
    const { registrationInfo } = await verifyRegistrationResponse({
      response: answer,
      expectedChallenge,
      expectedOrigin: this.origin,
      expectedRPID: this.host,
      supportedAlgorithmIDs: algorithms,
      requireUserVerification: true,
    }).catch((error: unknown) => {
      throw refused(error);
    });
    if (!registrationInfo) throw refused();
    const { id, publicKey, counter } = registrationInfo.credential;
    return {
      credentialId: Buffer.from(id, 'base64url'),
      publicKey: Buffer.from(publicKey),
      signCount: counter,
      transports: answer.response.transports,
    };
  }

  /**
   * @param stored the passkey that the answer names
   * @returns its new count of signatures
   * @throws DomainError passkey_refused
   */
  async verify(challenge: string, answer: SignInAnswer, stored: StoredPasskey): Promise<number> {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: answer,
      expectedChallenge: challenge,
      expectedOrigin: this.origin,
      expectedRPID: this.host,
      credential: {
        id: stored.credentialId.toString('base64url'),
        publicKey: new Uint8Array(stored.publicKey),
        counter: stored.signCount,
      },
      requireUserVerification: true,
    }).catch((error: unknown) => {
      throw refused(error);
    });
    if (!verified) throw refused();
    return authenticationInfo.newCounter;
  }

  /** Ends a ceremony, whatever comes of it. @returns its challenge @throws DomainError passkey_refused */
  async end(purpose: Purpose, browserToken: string | undefined): Promise<string> {
    if (browserToken === undefined) throw refused();
    const found = await this.transactions.run((tx) =>
      queryRows<{ is_open: boolean }>(
        tx,
        `DELETE FROM passkey_ceremonies WHERE browser_hash = $1 AND purpose = $2 RETURNING expires_at > now() AS is_open`,
        [tokenHash(browserToken), purpose],
      ),
    );
    if (found[0]?.is_open !== true) throw refused();
    return Buffer.from(challengeOf(browserToken)).toString('base64url');
  }

  private async begin(purpose: Purpose): Promise<string> {
    const browserToken = randomToken();
    await this.transactions.run(async (tx) => {
      await tx.query(`DELETE FROM passkey_ceremonies WHERE expires_at < now()`);
      await tx.query(
        `INSERT INTO passkey_ceremonies (browser_hash, purpose, expires_at) VALUES ($1, $2, now() + $3 * interval '1 minute')`,
        [tokenHash(browserToken), purpose, minutes],
      );
    });
    return browserToken;
  }
}

export function refused(cause?: unknown): DomainError {
  return new DomainError('passkey_refused', 'The passkey was not accepted. Try again.', { cause });
}

/** Follows from the cookie, so no other browser can answer what this one was asked. */
function challengeOf(browserToken: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHmac('sha256', browserToken).update('passkey challenge').digest());
}
