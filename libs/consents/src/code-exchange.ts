import { Injectable, Logger } from '@nestjs/common';
import { BunqNotSentError, BunqOauthRefusedError } from '@sluis/bunq-client';
import { failpoint } from '@sluis/config';
import { Transactions, type Transaction } from '@sluis/persistence';
import { Authorisations, type AuthorisationSubject } from './authorisations.service.js';
import { OauthClients } from './oauth-clients.js';

/**
 * Trades the code of a payer's return for an access token, once. A crash right after the exchange loses the token, and
 * the payer is asked again: a code works once, so nothing can be retried.
 */
@Injectable()
export class CodeExchange {
  private readonly logger = new Logger(CodeExchange.name);

  constructor(
    private readonly transactions: Transactions,
    private readonly authorisations: Authorisations,
    private readonly oauthClients: OauthClients,
  ) {}

  /**
   * @param keep stores the token, sealed, where it belongs; in the transaction that says `exchanged`
   * @returns the token, `again` when the bank could not be reached, undefined when there is no code or it came to nothing
   */
  async run(
    subject: AuthorisationSubject,
    keep: (tx: Transaction, accessToken: string) => Promise<void>,
  ): Promise<string | 'again' | undefined> {
    const taken = await this.transactions.run((tx) => this.authorisations.takeCode(tx, subject));
    if (taken === undefined) return undefined;
    if (taken === 'spent') {
      await this.fail(subject, 'token_lost');
      return undefined;
    }
    let accessToken: string;
    try {
      const { oauth, redirectUri } = await this.oauthClients.for(subject);
      accessToken = await oauth.exchangeCode({ code: taken.code, redirectUri, state: taken.state });
    } catch (error) {
      if (error instanceof BunqNotSentError) {
        await this.transactions.run((tx) => this.authorisations.returnCode(tx, subject, taken));
        return 'again';
      }
      const code = error instanceof BunqOauthRefusedError ? error.code : 'unknown';
      this.logger.warn({ msg: 'a code could not be exchanged', subject: `${subject.type}/${subject.id}`, code });
      await this.fail(subject, code);
      return undefined;
    }
    failpoint('consents.exchange.exchanged');
    await this.transactions.run(async (tx) => {
      await keep(tx, accessToken);
      await this.authorisations.finishExchange(tx, subject, taken);
    });
    return accessToken;
  }

  /** What the payer agreed to is over: the code is destroyed unused. */
  async drop(subject: AuthorisationSubject): Promise<'done'> {
    await this.fail(subject, 'validity_over');
    return 'done';
  }

  /** What was asked was settled by another visit, or is over: what this one brought is destroyed. */
  async dropLeft(subject: AuthorisationSubject): Promise<'done'> {
    await this.transactions.run((tx) => this.authorisations.dropLeft(tx, subject));
    return 'done';
  }

  /** What was asked keeps waiting; its page offers the payer to start again. */
  private async fail(subject: AuthorisationSubject, cause: string): Promise<void> {
    await this.transactions.run((tx) => this.authorisations.failExchange(tx, subject, cause));
  }
}
