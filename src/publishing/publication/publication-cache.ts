import { sharedWork } from '../../platform/database/query-limit.ts';
import type { Reader } from '../../platform/database/tx.ts';
import type { ChangeSet } from '../../platform/changes.ts';
import type { ChangeListener } from '../../platform/operation.ts';
import { loadPublication, unnamed, type Publication } from './publication.ts';

/** Milliseconds after which the settings are read again, because another process may have changed them. */
const fresh = 5000;

/** Kinds of changes that may change the settings or the invented items. */
const changing: ReadonlySet<string> = new Set(['setting', 'example']);

/**
 * A cache of the publication's settings, because every page needs them without waiting. A listener updates it at once
 * after changes of this process. Changes by other processes are read from time to time.
 */
export class PublicationCache {
  #publication = unnamed;
  #db: Reader | undefined;
  #readAt = 0;
  readonly #written = new WeakMap<ChangeSet, Publication>();
  readonly #events: { changed(): void; failed(error: unknown): void };

  /**
   * @param events `changed` is called when a change by another process is noticed, because cached pages may show the
   *   old settings
   */
  constructor(events: { changed(): void; failed(error: unknown): void }) {
    this.#events = events;
  }

  readonly listener: ChangeListener = {
    name: 'publication',
    onChange: async (tx, set) => {
      if (set.changes.some(({ kind }) => changing.has(kind)))
        this.#written.set(set, (await loadPublication(tx)).publication);
    },
    afterCommit: (set) => {
      this.#publication = this.#written.get(set) ?? this.#publication;
    },
  };

  async open(db: Reader): Promise<void> {
    this.#db = db;
    await this.#read(db);
  }

  get publication(): Publication {
    const db = this.#db;
    // Everyone needs the new settings, so this query must not be cancelled with the request that starts it.
    if (db && Date.now() - this.#readAt > fresh) sharedWork(() => this.#read(db)).catch(this.#events.failed);
    return this.#publication;
  }

  async #read(db: Reader): Promise<void> {
    this.#readAt = Date.now();
    const { publication } = await loadPublication(db);
    if (JSON.stringify(publication) === JSON.stringify(this.#publication)) return;
    this.#publication = publication;
    this.#events.changed();
  }
}
