import type { EditorState } from 'prosemirror-state';
import type { About, Checked, SaveRequest, SaveResponse, Start } from '../../write/wire.ts';
import { ask, Refused, timeOf, type Words } from './dom.ts';

type AutoSaveOptions = {
  start: Start;
  words: Words;
  state(): EditorState;
  about(): About;
  onChecked(checked: Checked): void;
  onOthers(kept: SaveResponse): void;
  say(message: string, kind: 'kept' | 'waiting' | 'lost' | 'wrong'): void;
};

const pause = { write: 1200, most: 5000, presence: 15_000, check: 60_000, links: 1000, retry: 4000 };

/**
 * Sends unsaved changes to the desk after a short pause in typing, or at the latest after five seconds. This browser
 * stores nothing that was typed (docs/decisions/0042). If the connection is lost, a message says so, and the request is
 * retried.
 */
export class AutoSave {
  revision: number;
  version: number;
  #of: AutoSaveOptions;
  #changed = false;
  /** Whether a request with changes has no response yet. While the desk is locked, the request waits. */
  #unanswered = false;
  #unsaved: boolean;
  #since = 0;
  /** The time (ms) of the next check of a text that has not changed. The record may have changed meanwhile. */
  #checkAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sending: Promise<void> | null = null;

  constructor(of: AutoSaveOptions) {
    this.#of = of;
    const { start } = of;
    this.revision = of.start.revision;
    this.version = of.start.version;
    this.#unsaved = of.start.unsaved;
    addEventListener('online', () => void this.keep());
    addEventListener(
      'visibilitychange',
      () => document.visibilityState === 'hidden' && this.#changed && void this.keep(),
    );
    addEventListener('beforeunload', (event) => {
      // The browser asks before leaving only if the desk lacks some of the changes.
      if (this.#changed || this.#unanswered) event.preventDefault();
    });
    // Notifies the desk that this person has closed the article, so that others see it at once.
    addEventListener('pagehide', () => {
      clearTimeout(this.#timer);
      void ask(
        start,
        start.urls.keep,
        {
          revision: this.revision,
          version: this.version,
          content: null,
          check: null,
          leaving: true,
        } satisfies SaveRequest,
        { keepalive: true },
      ).catch(() => {});
    });
    addEventListener('pageshow', (event) => event.persisted && void this.keep());
    void this.keep();
  }

  /** Whether the text has changes that no revision contains. */
  get unsaved(): boolean {
    return this.#unsaved;
  }

  /** Call this after the user has typed something. */
  touch(): void {
    this.#changed = true;
    this.#unsaved = true;
    this.#since ||= Date.now();
    this.#of.say(this.#of.words('state.writing'), 'waiting');
    this.#later(Math.max(0, Math.min(pause.write, this.#since + pause.most - Date.now())));
  }

  #later(after: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.keep(), after);
  }

  /** Makes the next request check the text, even if the text has not changed. */
  checkAgain(): void {
    this.#checkAt = 0;
  }

  /** Stores and checks the current text. Only one such request runs at a time. */
  async keep(): Promise<void> {
    if (this.#sending) {
      await this.#sending;
      if (!this.#changed) return;
    }
    this.#sending = this.#send().finally(() => (this.#sending = null));
    await this.#sending;
  }

  async #send(): Promise<void> {
    const { start, words, say } = this.#of;
    const doc = this.#of.state().doc;
    const content = { ...this.#of.about(), doc: doc.toJSON() as unknown };
    const sent = this.#changed;
    const check = sent || Date.now() >= this.#checkAt;
    this.#changed = false;
    this.#unanswered = sent;
    this.#since = 0;
    try {
      const kept = await ask<SaveResponse>(start, start.urls.keep, {
        revision: this.revision,
        version: this.version,
        content: sent ? content : null,
        check: check ? content : null,
      } satisfies SaveRequest);
      if (!this.#changed && this.#unsaved)
        say(
          words('state.kept', {
            time: timeOf(new Date()),
          }),
          'kept',
        );
      this.#of.onOthers(kept);
      if (kept.checked && this.#of.state().doc.eq(doc)) this.#of.onChecked(kept.checked);
      const soon = kept.links?.pending ? pause.links : kept.checked?.comparing ? pause.retry : pause.presence;
      if (soon !== pause.presence) this.#checkAt = 0;
      else if (check) this.#checkAt = Date.now() + pause.check;
      this.#later(this.#changed ? pause.write : soon);
    } catch (error) {
      this.#changed ||= sent;
      if (error instanceof Refused && error.status !== 401 && error.status < 500)
        say(words('state.refused', { why: error.message }), 'wrong');
      else if (error instanceof Refused && error.status === 401) say(words('state.signed_out'), 'lost');
      else say(words('state.lost'), 'lost');
      this.#later(pause.retry);
    } finally {
      this.#unanswered = false;
    }
  }

  /**
   * Saves a revision. `conflict` means that someone else saved first. This text is then stored as unsaved changes, and
   * the caller opens the page that compares both texts.
   */
  async save(why: string): Promise<'saved' | 'conflict' | 'refused' | 'lost'> {
    const { start, words, say } = this.#of;
    await this.#sending;
    clearTimeout(this.#timer);
    const doc = this.#of.state().doc;
    say(words('state.saving'), 'waiting');
    try {
      const saved = await ask<{ version: number; revision: number }>(start, start.urls.save, {
        content: { ...this.#of.about(), doc: doc.toJSON() as unknown },
        version: this.version,
        why,
      });
      this.version = saved.version;
      this.revision = saved.revision;
      this.#changed = !this.#of.state().doc.eq(doc);
      this.#unsaved = this.#changed;
      this.#checkAt = 0;
      say(words('state.saved', { revision: saved.revision }), 'kept');
      void this.keep();
      return 'saved';
    } catch (error) {
      this.#later(pause.retry);
      if (!(error instanceof Refused)) return (say(words('state.lost'), 'lost'), 'lost');
      if (error.status === 409) {
        this.#changed = true;
        await this.keep();
        return 'conflict';
      }
      say([error.message, ...error.fields.map((one) => one.message)].join(' '), 'wrong');
      return 'refused';
    }
  }

  /** Discards changes that were not sent, so that the browser does not ask before leaving the page. */
  forget(): void {
    clearTimeout(this.#timer);
    this.#changed = false;
  }
}
