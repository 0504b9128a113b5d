import type { Database } from '../../../platform/database/database.ts';
import { sharedWork, withQueryLimit } from '../../../platform/database/query-limit.ts';
import { maxSilenceMs } from './page-confirmations.ts';

/** Milliseconds between two questions to a database that does not answer. */
const askEvery = 1000;

/**
 * Whether cached pages may be sent as stale: the database does not answer, and no other process can have made a change
 * without notifying this one (docs/decisions/0278).
 */
export class Outage {
  /**
   * Null with the embedded database, which only this process uses. Otherwise see `watchProcesses`; without this
   * function, other processes are assumed.
   */
  #alone: (() => string | null) | null;
  /** What `#alone` returned before a notification was sent that has not come back yet. */
  #sent: string | null | undefined;
  /** What `#alone` returned before the last notification was sent that has come back. */
  #known: string | null = null;
  #db: Database | undefined;
  /** When that notification was sent. */
  #sentAt = Infinity;
  #failing = false;
  #asking = false;
  #askedAt = -Infinity;
  #answeredAt = -Infinity;

  constructor({ shared }: { shared: boolean }) {
    this.#alone = shared ? () => null : null;
  }

  /** @param alone see `watchProcesses` */
  open(db: Database, alone?: () => string | null): void {
    this.#db = db;
    if (this.#alone && alone) this.#alone = alone;
  }

  close(): void {
    this.#db = undefined;
    this.#failing = false;
  }

  /** Call this before this process notifies itself. */
  sends(): void {
    if (!this.#alone || this.#sent !== undefined) return;
    this.#sent = this.#alone();
    this.#sentAt = performance.now();
  }

  /**
   * Call this when this process has heard its own notification. PostgreSQL delivers notifications in the order of
   * commits, so everything that other processes had changed before was heard, too.
   */
  heard(): void {
    if (this.#sent !== undefined) this.#known = this.#sent;
    this.lost();
    this.answered();
  }

  /** Call this when the connection for notifications was lost. */
  lost(): void {
    this.#sent = undefined;
    this.#sentAt = Infinity;
  }

  /** Call this when a page could not be rendered, because the database cannot be reached. */
  failed(): void {
    this.#failing = true;
    this.#askedAt = performance.now();
  }

  /** Call this when the database has answered. */
  answered(): void {
    this.#failing = false;
    this.#answeredAt = performance.now();
  }

  /** Whether no other process can have changed anything that this process has not heard. */
  isAlone(): boolean {
    return !this.#alone || (this.#known !== null && this.#alone() === this.#known);
  }

  /**
   * Whether the database does not answer. While it is not known to answer, it is asked once a second, so that no reader
   * waits for it. A failure counts for two seconds, so if no one has asked for longer, the next page is rendered.
   * @param hears whether this process hears notifications
   */
  isAway(hears: boolean): boolean {
    const now = performance.now();
    if (now - this.#askedAt > maxSilenceMs && !this.#asking) this.#failing = false;
    if (hears && !this.#failing) return false;
    if (!this.#asking && now - this.#askedAt > askEvery) void this.#ask();
    if (this.#failing) return true;
    const since = this.#answeredAt < this.#sentAt ? this.#sentAt : Infinity;
    return now - Math.min(since, this.#asking ? this.#askedAt : Infinity) > maxSilenceMs;
  }

  async #ask(): Promise<void> {
    const db = this.#db;
    if (!db) return;
    this.#asking = true;
    this.#askedAt = performance.now();
    // A query with a value has a time limit, others do not.
    const asked = sharedWork(() => withQueryLimit({ read: maxSilenceMs }, () => db.executeSql('select $1::int', [1])));
    try {
      await asked;
      this.answered();
    } catch {
      this.#failing = true;
    } finally {
      this.#asking = false;
    }
  }
}
