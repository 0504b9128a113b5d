import { createHash, randomBytes } from 'node:crypto';
import { escapeIdentifier, escapeLiteral } from 'pg';
import type pg from 'pg';
import {
  CopyIn,
  CopyOut,
  Execute,
  Prepare,
  Simple,
  rowReader,
  type BoundStatement,
  type CopyStep,
  type Description,
} from './exchanges.ts';
import { noteError, roundTrips } from '../load.ts';
import { plansOf, plansSql, type Plans } from '../custom-plan.ts';
import { setTeamsSql, setTeamsValues } from '../viewer.ts';
import { runBounded, type Bound, type Canceller } from './bounded.ts';
import type { TypeCatalog } from './values.ts';
import { submit, type Exchange, type Field, type QueryResult } from './wire.ts';

/** The maximum number of prepared statements of a connection. After that, the least recently used one is closed. */
const maxPrepared = 400;
/**
 * The maximum number of bytes of COPY data that wait to be sent. If there are more, `copyIn` waits for the database.
 */
const maxUnsent = 4 * 1024 * 1024;
/**
 * The maximum length, in characters, of a statement that stays prepared. Longer statements, such as a VALUES with a
 * thousand rows, are prepared for a single use.
 */
const maxPreparedLength = 16_000;

/** The maximum number of statements that are sent together. */
const maxTogether = 100;

/** A statement with its values. */
export interface SqlQuery {
  sql: string;
  values: readonly unknown[];
}

interface Prepared extends Description {
  name: string;
}

/** COPY commands without another statement between them. They are sent together. */
interface Batch {
  steps: CopyStep[];
  sent: Promise<void>;
}

/**
 * Sets the time limit until the end of the transaction. If none is open, PostgreSQL runs the statements of this round
 * trip as one transaction.
 */
const limitSql = "select set_config('statement_timeout', $1, true)";
const nothing: QueryResult = { command: '', rowCount: 0, rows: [] };
const preparable = /^\s*(select|insert|update|delete|with|merge|values)\b/i;

/**
 * One connection, to the embedded database or to a server, using the wire protocol through `pg.Client`. Concurrent
 * calls run in their order.
 *
 * No setting of the session outlives its transaction: behind PgBouncer, the next transaction may run in another
 * session, and this session then serves other clients. Only prepared statements stay; PgBouncer supports them
 * (docs/decisions/0263).
 */
export class Connection {
  readonly client: pg.PoolClient;
  /** The number of rows that were inserted with COPY. */
  copied = 0;
  #types: TypeCatalog;
  #explain: (error: unknown) => unknown;
  #canceller: Canceller;
  #statements = new Map<string, Prepared>();
  #evicted: string[] = [];
  #columns = new Map<string, Promise<ReadonlyMap<string, number>>>();
  /** Statements that need a new plan when they are prepared next. */
  #stale = new Set<string>();
  /** Makes the text of statements that need a new plan different from that of other connections. */
  readonly #id = randomBytes(6).toString('hex');
  #anew = 0;
  #last: Promise<unknown> = Promise.resolve();
  /** The batch that the next COPY joins. Any other call closes it. */
  #batch: Batch | undefined;
  #unsent = 0;
  /** The teams whose items the user of the connection sees; see `lend`. */
  #lentTo: string | null = null;
  /**
   * The teams whose items the open transaction of `Database.transaction` sees; undefined if there is no transaction.
   */
  #seen: string | null | undefined;
  #pooled: boolean;
  /** The error of COPY data that was sent earlier, until a later call throws it. */
  #refused: { error: unknown } | undefined;

  /**
   * @param explain turns a connection error into an AppError; other errors are returned unchanged
   * @param pooled whether there is a pooler such as PgBouncer. It may prepare a statement again in another session,
   *   after a table has changed, so the known columns of a statement can be wrong
   */
  constructor(
    client: pg.PoolClient,
    types: TypeCatalog,
    { canceller, explain, pooled }: { canceller: Canceller; explain: (error: unknown) => unknown; pooled: boolean },
  ) {
    this.#pooled = pooled;
    this.client = client;
    this.#types = types;
    this.#canceller = canceller;
    this.#explain = explain;
  }

  /**
   * Runs one statement, with or without values.
   * @throws AppError `query_too_slow`, or `cancelled`, at its bound
   */
  query(sql: string, values: readonly unknown[] = [], bound?: Bound): Promise<QueryResult> {
    // A rollback follows an error that was already thrown, so a later call must not throw it again.
    if (sql === 'rollback') this.#last = this.#last.then(() => (this.#refused = undefined));
    return this.#inOrder(async () => {
      if (values.length === 0 && !preparable.test(sql)) return (await this.#simple(sql)).at(-1) ?? nothing;
      try {
        return await this.#runPrepared(sql, values, bound);
      } catch (error) {
        if (!isStalePlan(error)) throw error;
        this.#renew(sql);
        // The statement has not run, so it can be sent again. In a transaction this is impossible: the error has ended
        // it.
        if (this.#seen !== undefined) throw error;
        return this.#runPrepared(sql, values, bound);
      }
    });
  }

  async #runPrepared(sql: string, values: readonly unknown[], bound: Bound | undefined): Promise<QueryResult> {
    const statement = await this.#prepare(sql);
    const encoded = values.map((value, index) => this.#types.encode(statement.parameters[index] ?? 0, value));
    const plans = plansOf(sql, 'auto');
    const steps = [
      ...(await this.#before(bound)),
      ...(await this.#usePlans('auto', plans)),
      { name: statement.name, fields: statement.fields, values: encoded },
      // In an open transaction, later statements get the usual plans again.
      ...(this.#seen === undefined ? [] : await this.#usePlans(plans, 'auto')),
    ];
    const [result] = await this.#execute(new Execute(this.#types, steps, { described: this.#pooled }), bound);
    return result!;
  }

  /**
   * Runs read-only statements together, with as few round trips as possible. If one fails, the others still run.
   * @param usual the plans of statements that do not ask for others
   * @param bound called before each round trip, because the remaining time decreases
   */
  async readAll(
    asked: readonly SqlQuery[],
    usual: Plans = 'auto',
    bound: () => Bound | undefined = () => undefined,
  ): Promise<PromiseSettledResult<QueryResult>[]> {
    const settled: PromiseSettledResult<QueryResult>[] = [];
    let again: number | undefined;
    while (settled.length < asked.length) {
      const at = settled.length;
      const next = asked[at]!;
      if (isSentTogether(next)) {
        const some = await this.#readSome(asked.slice(at), { usual, bound: bound(), isNew: again !== at });
        settled.push(...some);
        if (some.length === 0) again = at;
      } else settled.push(...(await Promise.allSettled([this.query(next.sql, next.values, bound())])));
    }
    return settled;
  }

  /**
   * Sends the first statements of the list, up to one that cannot be sent together with others. Stops at a statement
   * that fails; its error is the last result. If it failed only because of an outdated plan, it has no result, and the
   * caller sends it again.
   * @param isNew false if the first statement was already sent again because of an outdated plan
   */
  #readSome(
    asked: readonly SqlQuery[],
    { usual, bound, isNew }: { usual: Plans; bound: Bound | undefined; isNew: boolean },
  ): Promise<PromiseSettledResult<QueryResult>[]> {
    return this.#inOrder(async () => {
      const steps = await this.#before(bound);
      let ready = 0;
      let plans: Plans = 'auto';
      let failed: PromiseRejectedResult | undefined;
      const fail = (at: number, reason: unknown): void => {
        if (isStalePlan(reason)) {
          this.#renew(asked[at]!.sql);
          if (this.#seen === undefined && (at > 0 || isNew)) return;
        }
        failed = { status: 'rejected', reason: this.#explain(reason) };
      };
      // Each statement is prepared once: preparing it again could close the prepared statement that `ready` refers to.
      const prepared = new Map<string, Prepared>();
      for (const question of asked.slice(0, maxTogether)) {
        if (!isSentTogether(question)) break;
        try {
          const statement = prepared.get(question.sql) ?? (await this.#prepare(question.sql));
          prepared.set(question.sql, statement);
          const { name, fields, parameters } = statement;
          const values = question.values.map((value, at) => this.#types.encode(parameters[at] ?? 0, value));
          const wanted = plansOf(question.sql, usual);
          steps.push(...(await this.#usePlans(plans, wanted)), { name, fields, values });
          plans = wanted;
          ready++;
        } catch (reason) {
          fail(ready, reason);
          break;
        }
      }
      const results: QueryResult[] = [];
      if (ready > 0) {
        const exchange = new Execute(this.#types, steps, { described: this.#pooled });
        try {
          results.push(...(await this.#execute(exchange, bound, ready)));
        } catch (reason) {
          results.push(...exchange.answered.slice(0, ready - 1));
          fail(results.length, reason);
        }
      }
      return [...results.map((value) => ({ status: 'fulfilled' as const, value })), ...(failed ? [failed] : [])];
    }).catch((reason: unknown) => [{ status: 'rejected' as const, reason }]);
  }

  /**
   * The statements to send before a query, to limit it: its time, if the database enforces time limits, and the items
   * that it sees, unless a transaction has already set this.
   */
  async #before(bound: Bound | undefined): Promise<BoundStatement[]> {
    const before: BoundStatement[] = [];
    if (bound?.most !== undefined && this.#canceller.keepsTime)
      before.push({ name: (await this.#prepare(limitSql)).name, values: [String(bound.most)] });
    if (this.#seen === undefined && this.#lentTo !== null)
      before.push({ name: (await this.#prepare(setTeamsSql)).name, values: setTeamsValues(this.#lentTo) });
    return before;
  }

  /** The statement that changes the kind of plans, if it changes. */
  async #usePlans(now: Plans, wanted: Plans): Promise<BoundStatement[]> {
    return now === wanted ? [] : [{ name: (await this.#prepare(plansSql)).name, values: [wanted] }];
  }

  #execute(exchange: Execute, bound: Bound | undefined, count = 1): Promise<readonly QueryResult[]> {
    if (!bound) return this.#submit(exchange);
    return runBounded(this.client, this.#canceller, { ...bound, count }, () => this.#submit(exchange));
  }

  /** Runs one or more statements without values. Returns the last result with rows, or else the last result. */
  script(sql: string): Promise<QueryResult> {
    return this.#inOrder(async () => {
      const results = await this.#simple(sql);
      return results.findLast((result) => result.rows.length > 0) ?? results.at(-1) ?? nothing;
    });
  }

  /**
   * Runs COPY … FROM STDIN without waiting for the response, so that the caller prepares the next rows while the
   * database works. Waiting COPYs are sent together. Resolves when fewer than `maxUnsent` bytes are waiting. An error
   * of the database is thrown by the next call on this connection, or by `settle`.
   */
  async copyIn(sql: string, data: Buffer): Promise<void> {
    const batch = (this.#batch ??= this.#openBatch());
    batch.steps.push({ sql, data });
    this.#unsent += data.length;
    if (this.#unsent > maxUnsent) await batch.sent;
  }

  /** Runs COPY … TO STDOUT and returns all of its data at once, so the query must limit its size. */
  copyOut(sql: string): Promise<Buffer> {
    return this.#inOrder(() => this.#submit(new CopyOut(sql)));
  }

  /** Waits until all sent rows are inserted. @throws the error of the database */
  settle(): Promise<void> {
    return this.#inOrder(async () => {});
  }

  #openBatch(): Batch {
    const batch: Batch = { steps: [], sent: this.#last.then(() => this.#send(batch)) };
    this.#last = batch.sent;
    return batch;
  }

  async #send(batch: Batch): Promise<void> {
    if (this.#batch === batch) this.#batch = undefined;
    for (const { data } of batch.steps) this.#unsent -= data.length;
    if (this.#refused) return;
    try {
      await this.#submit(new CopyIn(batch.steps));
    } catch (error) {
      this.#refused = { error };
    }
  }

  /**
   * Called when the connection is lent to someone: its statements and transactions then see only the items of these
   * teams, and items that are not limited to a team. `teams`: ids, separated by commas; null: everything.
   */
  lend(teams: string | null): void {
    this.#lentTo = teams;
  }

  /** Called before a transaction of `Database.transaction` begins. Until `endSeeing`, only `see` sets what it sees. */
  beginSeeing(): void {
    this.#seen = null;
  }

  /** Called right after the transaction has begun: it sees what `lend` set. */
  seeAsLent(): Promise<void> {
    return this.see(this.#lentTo);
  }

  endSeeing(): void {
    this.#seen = undefined;
  }

  /** What the open transaction sees: ids of teams, separated by commas; null: everything. */
  get seen(): string | null {
    return this.#seen ?? null;
  }

  /** Sets what the open transaction sees from now on; `teams` as in `lend`. */
  async see(teams: string | null): Promise<void> {
    if (teams === this.#seen) return;
    await this.query(setTeamsSql, setTeamsValues(teams));
    this.#seen = teams;
  }

  /** Like `see`, but sends nothing. For a failed transaction, which accepts no more statements. */
  restoreSeen(teams: string | null): void {
    this.#seen = teams;
  }

  /**
   * The columns of a table and the OIDs of their types. They are cached for the connection; `anew` reads them again.
   */
  columnsOf(table: string, { anew = false } = {}): Promise<ReadonlyMap<string, number>> {
    let columns = this.#columns.get(table);
    if (!columns || anew) {
      columns = this.#readColumns(table);
      this.#columns.set(table, columns);
      columns.catch(() => this.#columns.delete(table));
    }
    return columns;
  }

  async #readColumns(table: string): Promise<ReadonlyMap<string, number>> {
    const sql = `select attname as name, coalesce(nullif(t.typbasetype, 0), a.atttypid)::int8 as type
      from pg_attribute a join pg_type t on t.oid = a.atttypid
      where a.attrelid = $1::text::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''`;
    const { rows } = await this.query(sql, [quoteName(table)]);
    const columns = new Map(rows.map((row) => [row['name'] as string, row['type'] as number]));
    await this.#inOrder(() => this.#learnTypes({ parameters: [...columns.values()], fields: [] }));
    return columns;
  }

  /** Returns the function that writes values of a type as COPY text. */
  copyWriter(oid: number): (value: unknown) => string {
    return this.#types.copyWriter(oid);
  }

  /**
   * `I`: idle; `T`: in a transaction; `E`: in a failed transaction. Null while a response is not complete, for example
   * between the error of a query and ReadyForQuery.
   */
  get transactionStatus(): string | null {
    const client = this.client as unknown as { readyForQuery: boolean | null; getTransactionStatus(): string | null };
    return client.readyForQuery ? client.getTransactionStatus() : null;
  }

  #inOrder<T>(work: () => Promise<T>): Promise<T> {
    this.#batch = undefined;
    const result = this.#last
      .then(() => {
        const refused = this.#refused;
        this.#refused = undefined;
        if (refused) throw refused.error;
        return work();
      })
      .catch((error: unknown) => {
        throw this.#explain(error);
      });
    this.#last = result.catch(() => {});
    return result;
  }

  async #submit<T>(exchange: Exchange<T>): Promise<T> {
    const began = performance.now();
    try {
      return await submit(this.client, exchange);
    } catch (error) {
      noteError(error);
      throw error;
    } finally {
      roundTrips.add((performance.now() - began) / 1000);
    }
  }

  async #simple(sql: string): Promise<QueryResult[]> {
    const limited = this.#seen === undefined && this.#lentTo !== null;
    const before = limited ? `${setTeamsSql.replaceAll(/\$(\d)/g, (_, at) => literals(this.#lentTo!)[at - 1]!)}; ` : '';
    const [...results] = await this.#submit(new Simple(before + sql));
    if (limited) results.shift();
    for (const { fields } of results) await this.#learnTypes({ parameters: [], fields });
    return results.map(({ command, rowCount, fields, rows }) => ({
      command,
      rowCount,
      rows: rows.map(rowReader(this.#types, fields)),
    }));
  }

  async #prepare(sql: string): Promise<Prepared> {
    const known = this.#statements.get(sql);
    if (known) {
      this.#statements.delete(sql);
      this.#statements.set(sql, known);
      return known;
    }
    const keep = sql.length <= maxPreparedLength;
    // PgBouncer uses one prepared statement for the same text on all connections. A comment makes the text different.
    const text = this.#stale.delete(sql) ? `${sql}/* ${this.#id}.${++this.#anew} */` : sql;
    // The name is a hash of the text, so that the same name can never mean another statement.
    const name = keep ? `k${createHash('sha256').update(text).digest('base64url').slice(0, 22)}` : '';
    const closing = this.#evicted.splice(0);
    const description = await this.#submit(new Prepare(name, text, closing));
    const queried = await this.#learnTypes(description);
    // `#learnTypes` has sent a query, which replaces the unnamed statement. So a statement without a name is prepared
    // again.
    if (queried && !keep) await this.#submit(new Prepare(name, text));
    const prepared = { name, ...description };
    if (keep) {
      this.#statements.set(sql, prepared);
      if (this.#statements.size > maxPrepared) this.#forget(this.#statements.keys().next().value!);
    }
    return prepared;
  }

  #forget(sql: string): void {
    const statement = this.#statements.get(sql);
    if (!statement) return;
    this.#statements.delete(sql);
    this.#evicted.push(statement.name);
  }

  /** Closes a prepared statement whose plan is outdated, so that its next use prepares it with a new plan. */
  #renew(sql: string): void {
    this.#stale.add(sql);
    this.#forget(sql);
  }

  async #learnTypes(description: Pick<Description, 'parameters'> & { fields: readonly Field[] }): Promise<boolean> {
    const unknown = this.#types.unknown([
      ...description.parameters,
      ...description.fields.map((field) => field.dataTypeID),
    ]);
    if (unknown.length === 0) return false;
    const query = `select oid::int8 as oid, case when typcategory = 'A' then typelem else 0 end::int8 as element from pg_type where oid in (${unknown.join(', ')})`;
    const [found] = await this.#submit(new Simple(query));
    const rows = found!.rows.map(rowReader(this.#types, found!.fields));
    this.#types.learn(unknown, rows as { oid: number; element: number }[]);
    return true;
  }
}

/** A table's name for SQL; `schema.table` is two names. */
export function quoteName(table: string): string {
  return table.split('.').map(escapeIdentifier).join('.');
}

/** Whether a statement can be sent together with others. It must be one that stays prepared. */
const isSentTogether = ({ sql, values }: SqlQuery): boolean =>
  sql.length <= maxPreparedLength && (values.length > 0 || preparable.test(sql));

const literals = (teams: string): string[] => setTeamsValues(teams).map((value) => escapeLiteral(String(value)));

function isStalePlan(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string };
  return code === '26000' || (code === '0A000' && /cached plan/.test(message ?? ''));
}
