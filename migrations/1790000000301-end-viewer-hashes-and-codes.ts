import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Hashes of a payer's user agent and address, and codes that nobody used, can be blanked when their time is over. */
export class EndViewerHashesAndCodes1790000000301 implements MigrationInterface {
  readonly name = 'EndViewerHashesAndCodes1790000000301';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- Blank ones differ from each other and from everything in the key that counts reloads, so any number may be
      -- blanked; and only a consent that can still be answered is shown again, which none of them is.
      ALTER TABLE consent_presentations
        ALTER COLUMN user_agent_hash DROP NOT NULL,
        ALTER COLUMN ip_hash DROP NOT NULL;
      CREATE INDEX consent_presentations_hashed ON consent_presentations (last_shown_at) WHERE ip_hash IS NOT NULL;
      CREATE INDEX authorisations_code ON authorisations (returned_at) WHERE code_sealed IS NOT NULL;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP INDEX authorisations_code;
      DROP INDEX consent_presentations_hashed;
      UPDATE consent_presentations SET user_agent_hash = coalesce(user_agent_hash, uuid_send(id)),
        ip_hash = coalesce(ip_hash, uuid_send(id)) WHERE user_agent_hash IS NULL OR ip_hash IS NULL;
      ALTER TABLE consent_presentations
        ALTER COLUMN user_agent_hash SET NOT NULL,
        ALTER COLUMN ip_hash SET NOT NULL;
    `);
  }
}
