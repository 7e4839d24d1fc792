import { DefaultNamingStrategy } from 'typeorm';

/** `partnerId` in code is `partner_id` in the database, everywhere and without saying so on each column. */
export class SnakeCaseNames extends DefaultNamingStrategy {
  override columnName(propertyName: string, customName: string | undefined): string {
    return customName ?? propertyName.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  }
}
