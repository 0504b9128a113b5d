import { linksToOne, type Budget, type Counters } from '../../platform/limits/counters.ts';
import { plain } from './steps.ts';

/** After five comments from one IP address in ten minutes, further ones are refused. */
const own: Budget = { name: 'comments', quota: 5, window: 600 };
/** Ten attempts from one IP address in ten minutes, so that one address cannot use up the limit for `everyone`. */
const tries: Budget = { name: 'comment-tries', quota: 10, window: 600 };
/** The same text is accepted once a day, whoever sends it. */
const text: Budget = { name: 'comment-text', quota: 1, window: 86_400 };
/** 30 attempts in 30 seconds from all addresses together. */
const everyone: Budget = { name: 'comments-of-all', quota: 30, window: 30 };

/** Counts incoming comments. */
export class CommentGate {
  constructor(private readonly counters: Counters) {}

  /** Counts an attempt, and returns whether the limits for one address and for all together still allow it. */
  async admits(address: string | null): Promise<boolean> {
    if (address !== null && !(await this.counters.take(tries, address)).ok) return false;
    return (await this.counters.take(everyone, '')).ok;
  }

  /** What the checks must know: was the text `seen` before, and does the address write too `often`? Counts nothing. */
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
