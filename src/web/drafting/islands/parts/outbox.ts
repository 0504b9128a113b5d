export type Decision = 'accepted' | 'skipped' | 'open';
/** A decision about a claim, with the revision and the decision that the person saw when they decided. */
export type Entry = { key: string; rev: string; seen: string; decision: Decision };
/** What became of a decision. `refused` has the reason in words, or null if the claim has changed meanwhile. */
export type Outcome = { saved: true; version: number } | { saved: false; refused: string | null };
export type State = 'waiting' | 'saved' | 'refused';

/** Seconds until the next attempt. After the last one, the outbox stops until `again` is called. */
const pauses = [1, 2, 4, 8, 15, 30, 30, 30, 30, 30, 30, 30];

/**
 * Sends decisions one after another, in the order in which they were made. It exists in the memory of the tab only, so
 * nothing is left after signing out. A decision stays here until the server confirms or refuses it.
 */
export class Outbox {
  private waiting: Entry[] = [];
  private readonly outcomes = new Map<string, { state: State; why: string | null }>();
  private running = false;
  private attempts = 0;
  /** Begins the next attempt without a pause. */
  private wake: (() => void) | null = null;
  private waiters: (() => void)[] = [];
  stopped = false;

  /**
   * @param send resolves with the outcome, and rejects if there was no usable response, so that it is sent again
   * @param changed called after each change of state
   */
  constructor(
    private readonly send: (entry: Entry) => Promise<Outcome>,
    private readonly changed: () => void,
  ) {}

  get unsent(): number {
    return this.waiting.length;
  }
  /** Whether the last attempt failed, and another one follows. */
  get retrying(): boolean {
    return this.attempts > 0 && !this.stopped && this.unsent > 0;
  }
  get refused(): string[] {
    return [...this.outcomes].filter(([, { state }]) => state === 'refused').map(([key]) => key);
  }
  /** The claims with a decision that the server has refused or not confirmed. */
  get unsaved(): string[] {
    return [...new Set([...this.refused, ...this.waiting.map((one) => one.key)])];
  }
  /** The newest decision about a claim that is not confirmed yet. */
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

  /** Tries again now, for example when the network is back. */
  again(): void {
    this.stopped = false;
    this.attempts = 0;
    this.wake?.();
    this.changed();
    void this.run();
  }

  /** Forgets everything, for example at sign-out. */
  clear(): void {
    this.waiting = [];
    this.outcomes.clear();
    this.wake?.();
    this.settle();
    this.changed();
  }

  /** Resolves when nothing is unsent, or when the outbox has stopped. */
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
      // The outbox was cleared while the decision was sent.
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
      // Later decisions about this claim were based on the refused one.
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
