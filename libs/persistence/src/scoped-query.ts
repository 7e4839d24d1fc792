import pg, { type Connection, type QueryConfig, type QueryResultRow } from 'pg';
import { reachStatementName, reachValues, type Reach } from './reach.js';

/** What `pg` has and its types leave out: how a query hears its answer. */
declare module 'pg' {
  interface QueryConfig {
    queryMode?: 'extended';
  }
  interface Query {
    handleDataRow(message: unknown): void;
    handleCommandComplete(message: unknown, connection: Connection): void;
  }
}

/**
 * A query that first says how far it may reach. Both are sent before the one message that asks for an answer, so that
 * they are one transaction and one round trip. Its connection must have the statement of the reach prepared.
 *
 * @see https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-EXT-QUERY
 */
export class ScopedQuery<Row extends QueryResultRow> extends pg.Query<Row> {
  private isReachSet = false;

  constructor(query: QueryConfig, reach: Reach) {
    super({ ...query, queryMode: 'extended' });
    const submitQuery = this.submit;
    this.submit = (connection) => {
      connection.stream.cork();
      try {
        connection.bind({ statement: reachStatementName, values: reachValues(reach) }, true);
        connection.execute({}, true);
        return submitQuery.call(this, connection);
      } finally {
        connection.stream.uncork();
      }
    };
  }

  /** The row that tells the reach is not of the answer. */
  override handleDataRow(message: unknown): void {
    if (this.isReachSet) super.handleDataRow(message);
  }

  override handleCommandComplete(message: unknown, connection: Connection): void {
    if (this.isReachSet) super.handleCommandComplete(message, connection);
    this.isReachSet = true;
  }
}
