import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Finds the consents that were given in a browser, for its payment pages. */
export class IndexAuthorisationsByBrowser1790000000243 implements MigrationInterface {
  readonly name = 'IndexAuthorisationsByBrowser1790000000243';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE INDEX authorisations_browser ON authorisations (partner_id, browser_hash)
        WHERE status = 'exchanged' AND subject_type = 'consent'
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP INDEX authorisations_browser`);
  }
}
