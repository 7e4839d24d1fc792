/** Counts the rows of an export as its bytes come; the header of a CSV file is none, nor is a line break within a cell. */
export class RowCounter {
  rows: number;
  private isInCell = false;

  constructor(private readonly format: 'csv' | 'jsonl') {
    this.rows = format === 'csv' ? -1 : 0;
  }

  take(bytes: Uint8Array): void {
    for (const byte of bytes) {
      // A quote within a cell is written twice, which changes nothing. JSON has no line break within a text.
      if (byte === 0x22 && this.format === 'csv') this.isInCell = !this.isInCell;
      else if (byte === 0x0a && !this.isInCell) this.rows += 1;
    }
  }
}
