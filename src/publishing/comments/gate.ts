import { linksToOne, type Budget, type Counters } from '../../platform/limits/counters.ts';
import { plain } from './steps.ts';

/** Comments from one address: five in ten minutes. */
const own: Budget = { name: 'comments', quota: 5, window: 600 };
/** Attempts from one address, so that it can't use up what `everyone` has: ten in ten minutes. */
const tries: Budget = { name: 'comment-tries', quota: 10, window: 600 };
/** The same text from anyone: once a day. */
const text: Budget = { name: 'comment-text', quota: 1, window: 86_400 };
/** All attempts together: 30 in 30 seconds. A desk can read that many, and storing them costs almost nothing. */
const everyone: Budget = { name: 'comments-of-all', quota: 30, window: 30 };

/** Counts incoming comments. */
export class CommentGate {
  constructor(private readonly counters: Counters) {}

  /** Counts an attempt, and returns whether the limits for one address and for all together still allow it. */
  async admits(address: string | null): Promise<boolean> {
    if (address !== null && !(await this.counters.take(tries, address)).ok) return false;
    return (await this.counters.take(everyone, '')).ok;
  }

  /** The context of a comment before it is checked. Nothing is counted. */
  async look(address: string | null, words: string): Promise<{ seen: boolean; often: boolean }> {
    return {
      seen: !(await this.counters.look(text, plain(words))).ok,
      often: address !== null && !(await this.counters.look(own, address)).ok,
    };
  }

  /** Counts an accepted comment. */
  async note(address: string | null, words: string): Promise<void> {
    if (address !== null) await this.counters.take(own, address);
    await this.counters.take(text, plain(words));
  }

  /** Counts a link to this person, and returns whether it may be sent. */
  async maySend(identity: string): Promise<boolean> {
    return (await this.counters.take(linksToOne, identity.toLowerCase())).ok;
  }
}
