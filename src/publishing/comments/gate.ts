import { linksToOne, type Budget, type Counters } from '../../platform/limits/counters.ts';
import { plain } from './steps.ts';

/** From one IP address, five comments are accepted in ten minutes. */
const own: Budget = { name: 'comments', quota: 5, window: 600 };
/** An IP address has ten attempts to comment in ten minutes, so that it cannot use up the limit for `everyone`. */
const tries: Budget = { name: 'comment-tries', quota: 10, window: 600 };
/** The same text is accepted only once a day, whoever sends it. */
const text: Budget = { name: 'comment-text', quota: 1, window: 86_400 };
/** All IP addresses together have 30 attempts in 30 seconds. */
const everyone: Budget = { name: 'comments-of-all', quota: 30, window: 30 };

/** The limits for incoming comments. In this class, `address` is an IP address; null if it is unknown. */
export class CommentGate {
  constructor(private readonly counters: Counters) {}

  /** Counts an attempt. Returns whether it is within the limits for its address and for all addresses. */
  async admits(address: string | null): Promise<boolean> {
    if (address !== null && !(await this.counters.take(tries, address)).ok) return false;
    return (await this.counters.take(everyone, '')).ok;
  }

  /**
   * Returns whether the same text was accepted within the last day (`seen`), and whether too many comments were
   * accepted from the address (`often`). Counts nothing.
   */
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

  /** Counts a link to this person. Returns whether the link may be sent. */
  async maySend(identity: string): Promise<boolean> {
    return (await this.counters.take(linksToOne, identity.toLowerCase())).ok;
  }
}
