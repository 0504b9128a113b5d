import pg from 'pg';

/** How many SQL statements were sent to the database, and how often the sender waited for the response (`trips`). */
export type Sent = { statements: number; trips: number };

const sent: Sent = { statements: 0, trips: 0 };
let watched = false;

type Wire = { execute(this: unknown, ...args: unknown[]): void; query: Wire['execute']; sync: Wire['execute'] };

/**
 * What this process has sent since the first call of this function, to the embedded database or to a server. The client
 * library counts it, so statements that begin and end transactions count, too. Rows sent by COPY count as one
 * statement.
 */
export function statementsSent(): Sent {
  if (!watched) watch();
  watched = true;
  return { ...sent };
}

function watch(): void {
  const wire = (pg as unknown as { Connection: { prototype: Wire } }).Connection.prototype;
  const { execute, query, sync } = wire;
  wire.execute = function (...args) {
    sent.statements++;
    execute.apply(this, args);
  };
  wire.query = function (...args) {
    sent.statements++;
    sent.trips++;
    query.apply(this, args);
  };
  wire.sync = function (...args) {
    sent.trips++;
    sync.apply(this, args);
  };
}
