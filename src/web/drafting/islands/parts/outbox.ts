export type Decision = 'accepted' | 'skipped' | 'open';
/** A decision on a claim. `rev` and `seen`: the revision and the decision that the page showed before. */
export type Entry = { key: string; rev: string; seen: string; decision: Decision };
/** The response to a decision. `refused`: the reason in words, or null if someone had changed the claim. */
export type Outcome = { saved: true; version: number } | { saved: false; refused: string | null };
export type State = 'waiting' | 'saved' | 'refused';

/** The number of seconds before each retry. After the last retry, the outbox stops until `again` is called. */
const pauses = [1, 2, 4, 8, 15, 30, 30, 30, 30, 30, 30, 30];

/**
 * A queue that sends decisions one after another, in the order in which they were made. A decision stays in the queue
 * until the server confirms or rejects it. The queue is only in the memory of the page, so that the browser stores
 * nothing.
 */
export class Outbox {
  private waiting: Entry[] = [];
  private readonly outcomes = new Map<string, { state: State; why: string | null }>();
  private running = false;
  private attempts = 0;
  /** Ends the current pause. Null if there is none. */
  private wake: (() => void) | null = null;
  private waiters: (() => void)[] = [];
  stopped = false;

  /**
   * @param send sends a decision; if the promise rejects, the decision is sent again later
   * @param changed is called after each change of state
   */
  constructor(
    private readonly send: (entry: Entry) => Promise<Outcome>,
    private readonly changed: () => void,
  ) {}

  get unsent(): number {
    return this.waiting.length;
  }
  /** Whether the last attempt failed, and the decision will be sent again. */
  get retrying(): boolean {
    return this.attempts > 0 && !this.stopped && this.unsent > 0;
  }
  get refused(): string[] {
    return [...this.outcomes].filter(([, { state }]) => state === 'refused').map(([key]) => key);
  }
  /** The keys of claims with a decision that the server has rejected or not yet confirmed. */
  get unsaved(): string[] {
    return [...new Set([...this.refused, ...this.waiting.map((one) => one.key)])];
  }
  /** The newest unconfirmed decision on a claim. */
  pending(key: string): Entry | undefined {
    return this.waiting.findLast((one) => one.key === key);
  }
  stateOf(key: string): { state: State; why: string | null } | undefined {
    return this.outcomes.get(key);
  }

  add(entry: Entry): void {
    this.waiting.push(entry);
    this.outcomes.set(entry.key, { state: 'waiting', why: null });
    this.again();
  }

  /** Retries at once, for example when the network is back. */
  again(): void {
    this.stopped = false;
    this.attempts = 0;
    this.wake?.();
    this.changed();
    void this.run();
  }

  /** Discards all decisions, for example at sign-out. */
  clear(): void {
    this.waiting = [];
    this.outcomes.clear();
    this.wake?.();
    this.settle();
    this.changed();
  }

  /** Resolves when all decisions have been sent, or when the outbox has stopped. */
  async settled(): Promise<void> {
    if (this.unsent && !this.stopped) await new Promise<void>((done) => this.waiters.push(done));
  }

  private settle(): void {
    for (const done of this.waiters.splice(0)) done();
  }

  private async run(): Promise<void> {
    if (this.running) return;
    this.running = true;
    while (this.waiting.length && !this.stopped) {
      const entry = this.waiting[0]!;
      const outcome = await this.send(entry).catch(() => null);
      // The outbox was cleared while this decision was being sent.
      if (this.waiting[0] !== entry) continue;
      if (outcome) this.finish(entry, outcome);
      else await this.pause();
    }
    this.running = false;
    this.settle();
    this.changed();
  }

  private finish(entry: Entry, outcome: Outcome): void {
    this.attempts = 0;
    this.waiting.shift();
    if (outcome.saved) {
      if (!this.pending(entry.key)) this.outcomes.set(entry.key, { state: 'saved', why: null });
    } else {
      // Later decisions on this claim are discarded, because they were based on the rejected one.
      this.waiting = this.waiting.filter((one) => one.key !== entry.key);
      this.outcomes.set(entry.key, { state: 'refused', why: outcome.refused });
    }
    this.changed();
  }

  private async pause(): Promise<void> {
    const seconds = pauses[this.attempts++];
    if (seconds === undefined) {
      this.stopped = true;
      return;
    }
    this.changed();
    await new Promise<void>((done) => {
      const timer = setTimeout(done, seconds * 1000);
      this.wake = () => {
        clearTimeout(timer);
        done();
      };
    });
    this.wake = null;
  }
}
