import { sharedWork } from '../../platform/database/query-limit.ts';
import { skipIfReadOnly } from '../../platform/lockdown.ts';
import { systemPrincipal, run, type ChangeListener, type App } from '../../platform/operation.ts';
import type { ChangeSet } from '../../platform/changes.ts';
import { dayIn, isRunning, loadSupportMessages, type SupportMessage, type SupportMessageCount } from './message.ts';
import { countSupportMessages } from './count-messages.ts';
import type { SupportMessageAction } from './tables.ts';

/** Milliseconds after which the messages are read again, because another process may have changed them. */
const fresh = 5000;
/** Milliseconds for which counts stay in memory before they are written. */
const flushEvery = 60_000;

/** Kinds of changes that may change which messages are active. */
const changing: ReadonlySet<string> = new Set(['setting', 'example']);

type Events = {
  /**
   * Called when another process or a new day has changed which messages are active, because cached pages may show the
   * wrong one.
   */
  changed(): void;
  failed(error: unknown): void;
  /** The publication's time zone. */
  timeZone(): string;
};

/**
 * A cache of the active support messages, because public pages need them without waiting. It also counts the shown
 * messages in memory, and writes the counts only from time to time, so that not every page causes a write.
 */
export class SupportMessageCache {
  #messages: readonly SupportMessage[] = [];
  #running: readonly SupportMessage[] = [];
  #counts = new Map<string, SupportMessageCount & { number: number; day: string }>();
  #app: App | undefined;
  #readAt = 0;
  #judgedAt = 0;
  readonly #events: Events;
  readonly #written = new WeakMap<ChangeSet, SupportMessage[]>();

  constructor(events: Events) {
    this.#events = events;
  }

  readonly listener: ChangeListener = {
    name: 'support-messages',
    onChange: async (tx, set) => {
      if (set.changes.some(({ kind }) => changing.has(kind)))
        this.#written.set(set, await loadSupportMessages(tx, { open: true }));
    },
    afterCommit: (set) => {
      const written = this.#written.get(set);
      if (written) this.#take(written);
    },
  };

  /** Starts reading and counting for an app. Returns a function that stops both and writes the counts. */
  async open(app: App): Promise<() => Promise<void>> {
    this.#app = app;
    await this.#read(app);
    const timer = setInterval(() => void skipIfReadOnly(this.flush()).catch(this.#events.failed), flushEvery);
    timer.unref();
    return async () => {
      clearInterval(timer);
      await skipIfReadOnly(this.flush());
      this.#app = undefined;
    };
  }

  /** The messages that are active today, newest first. */
  get running(): readonly SupportMessage[] {
    const app = this.#app;
    // Everyone needs the new messages, so this query must not be cancelled with the request that starts it.
    if (app && Date.now() - this.#readAt > fresh) sharedWork(() => this.#read(app)).catch(this.#events.failed);
    else if (app && Date.now() - this.#judgedAt > 1000) this.#judge();
    return this.#running;
  }

  count(number: number, act: SupportMessageAction): void {
    const app = this.#app;
    if (!app) return;
    const day = dayIn(this.#events.timeZone(), app.now());
    const key = `${number} ${day}`;
    const counted = this.#counts.get(key) ?? { number, day, shown: 0, away: 0, followed: 0 };
    counted[act]++;
    this.#counts.set(key, counted);
  }

  /** Writes the counts. If this fails, they stay in memory for the next time. */
  async flush(): Promise<void> {
    const counts = [...this.#counts.values()];
    if (!this.#app || counts.length === 0) return;
    this.#counts = new Map();
    try {
      await run(this.#app, countSupportMessages, systemPrincipal, { counts });
    } catch (error) {
      for (const one of counts) {
        const key = `${one.number} ${one.day}`;
        const since = this.#counts.get(key);
        this.#counts.set(
          key,
          since
            ? {
                ...one,
                shown: one.shown + since.shown,
                away: one.away + since.away,
                followed: one.followed + since.followed,
              }
            : one,
        );
      }
      throw error;
    }
  }

  async #read(app: App): Promise<void> {
    this.#readAt = Date.now();
    this.#take(await loadSupportMessages(app.db.read, { open: true }));
  }

  #take(messages: readonly SupportMessage[]): void {
    const same = JSON.stringify(messages) === JSON.stringify(this.#messages);
    this.#messages = messages;
    this.#judge(!same);
  }

  #judge(told = false): void {
    if (!this.#app) return;
    this.#judgedAt = Date.now();
    const today = dayIn(this.#events.timeZone(), this.#app.now());
    const running = this.#messages.filter((one) => isRunning(one, today));
    const other = told || running.map((one) => one.number).join() !== this.#running.map((one) => one.number).join();
    this.#running = running;
    if (other) this.#events.changed();
  }
}
