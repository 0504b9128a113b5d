import { linksToOne, type Budget, type Counters } from '../../platform/limits/counters.ts';
import { plain } from './steps.ts';

/** Comments of one address. */
const own: Budget = { name: 'comments', quota: 5, window: 600 };
/** The same text again within a day. */
const text: Budget = { name: 'comment-text', quota: 1, window: 86_400 };
/** All attempts together: 30 at once, then one per second. A desk can read that many, and it costs almost nothing. */
const everyone: Budget = { name: 'comments-of-all', quota: 30, window: 30 };

/** Counts incoming comments. */
export class CommentGate {
  constructor(private readonly counters: Counters) {}

  /** Whether one more attempt is accepted, of all together. It is counted. */
  async admits(): Promise<boolean> {
    return (await this.counters.take(everyone, '')).ok;
  }

  /** The context of a comment before it is checked. Nothing is counted. */
  async look(address: string | null, words: string): Promise<{ seen: boolean; often: boolean }> {
    return {
      seen: !(await this.counters.look(text, plain(words))).ok,
      often: address !== null && !(await this.counters.look(own, address)).ok,
    };
  }

  /** Counts an accepted one. */
  async note(address: string | null, words: string): Promise<void> {
    if (address !== null) await this.counters.take(own, address);
    await this.counters.take(text, plain(words));
  }

  /** Whether a link may be sent to this person. It is counted. */
  async maySend(identity: string): Promise<boolean> {
    return (await this.counters.take(linksToOne, identity.toLowerCase())).ok;
  }
}
