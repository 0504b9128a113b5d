import { sql } from 'kysely';
import { z } from 'zod';
import type { Log } from '../../platform/log/log.ts';
import { defineOperation, run, systemPrincipal, type App } from '../../platform/operation.ts';

/**
 * Milliseconds for which emails stay reserved for a process after its last heartbeat. Together with the time in which
 * the job of a dead process is taken over, this is less than a minute.
 */
export const lease = 30_000;
/** Milliseconds between heartbeats. */
const heartbeat = lease / 3;

/** A reserved email. Each reservation counts as a try, so `tries` shows whether another process has reserved it since. */
type Reserved = { id: number; tries: number };

/** Extends reservations. Returns the ids of the emails that are still reserved for this process. */
export const holdMails = defineOperation({
  name: 'letters.holdMails',
  permission: ['system'],
  input: z.object({ mails: z.array(z.object({ id: z.number(), tries: z.number() })).max(1000) }),
  async write({ tx, input: { mails }, at }): Promise<number[]> {
    const { rows } = await sql<{ id: number }>`
      update letter_mail m set next_at = ${new Date(at.getTime() + lease)}
      from jsonb_to_recordset(${JSON.stringify(mails)}::jsonb) as held (id bigint, tries int)
      where m.id = held.id and m.tries = held.tries and m.state = 'queued' returning m.id`.execute(tx);
    return rows.map(({ id }) => Number(id));
  },
});

/** Keeps emails reserved for this process while it sends them. `end` must be called. */
export class HeldMails {
  readonly #app: App;
  readonly #held: Map<number, Reserved>;
  readonly #timer: NodeJS.Timeout;
  #extendedAt: number;
  #extending: Promise<unknown> = Promise.resolve();

  constructor(app: App, mails: readonly Reserved[], log: Pick<Log, 'warn'>) {
    this.#app = app;
    this.#held = new Map(mails.map(({ id, tries }) => [id, { id, tries }]));
    this.#extendedAt = app.now().getTime();
    this.#timer = setInterval(
      () => void this.#extend().catch((err: unknown) => log.warn({ err }, 'reserved emails may be sent twice')),
      heartbeat,
    ).unref();
  }

  /** Whether an email is still reserved. It is not if the process was paused and another has reserved it meanwhile. */
  async has(id: number): Promise<boolean> {
    const age = this.#app.now().getTime() - this.#extendedAt;
    if (age < 0 || age > heartbeat) await this.#extend();
    return this.#held.has(id);
  }

  /** Ends the reservation of an email, so that a heartbeat does not change it after its outcome is recorded. */
  async release(id: number): Promise<void> {
    this.#held.delete(id);
    await this.#extending;
  }

  end(): void {
    clearInterval(this.#timer);
  }

  #extend(): Promise<void> {
    const extending = this.#extending.then(async () => {
      const at = this.#app.now().getTime();
      const mails = [...this.#held.values()];
      const held = new Set(await run(this.#app, holdMails, systemPrincipal, { mails }));
      for (const { id } of mails) if (!held.has(id)) this.#held.delete(id);
      this.#extendedAt = at;
    });
    this.#extending = extending.catch(() => undefined);
    return extending;
  }
}
