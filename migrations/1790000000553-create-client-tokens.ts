import type { MigrationInterface, QueryRunner } from 'typeorm';
import { letPartnersSeeTheirOwn } from './support/row-level-security.js';

/** Tokens by which a browser may read how one payment stands, and the pages that may use them. */
export class CreateClientTokens1790000000553 implements MigrationInterface {
  readonly name = 'CreateClientTokens1790000000553';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE partner_origins (
        partner_id uuid NOT NULL CONSTRAINT partner_origins_partner REFERENCES partners (id),
        origin text NOT NULL CONSTRAINT partner_origins_origin CHECK (origin ~ '^https?://[^/]+$'),
        CONSTRAINT partner_origins_pk PRIMARY KEY (partner_id, origin)
      );

      -- The token itself is nowhere: it holds 256 random bits, and its hash is kept.
      CREATE TABLE client_tokens (
        partner_id uuid NOT NULL,
        token_hash bytea NOT NULL CONSTRAINT client_tokens_hash CHECK (length(token_hash) = 32),
        payment_id uuid NOT NULL,
        expires_at timestamptz NOT NULL,
        CONSTRAINT client_tokens_pk PRIMARY KEY (token_hash),
        CONSTRAINT client_tokens_payment FOREIGN KEY (partner_id, payment_id) REFERENCES payments (partner_id, id)
      );
      CREATE INDEX client_tokens_payment_expiry ON client_tokens (partner_id, payment_id, expires_at);
    `);
    await letPartnersSeeTheirOwn(queryRunner, 'partner_origins');
    await letPartnersSeeTheirOwn(queryRunner, 'client_tokens');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE client_tokens; DROP TABLE partner_origins;`);
  }
}
