import type { Reviewed, Start } from '../../write/wire.ts';
import { ask, byId, Refused, type Words } from './dom.ts';
import type { AutoSave } from './auto-save.ts';

type ReviewOptions = {
  start: Start;
  words: Words;
  keeper: AutoSave;
  /** The id of the sentence at the caret. A comment can be on this sentence. */
  sentence(): string | undefined;
  goTo(sentence: string): void;
};

/** Steps that apply to the newest text. Unsaved changes are saved before such a step. */
const ofText = new Set(['submit', 'approve', 'schedule', 'publish']);
/** The most messages in the line for errors that belong to no field. */
const maxMessages = 4;

/**
 * Sends the steps of the review to the desk: submitting, returning, approving, scheduling, publishing and comments.
 * A refused step leaves its form unchanged, and shows the reasons at its fields.
 */
export function reviewPanel({ start, words, keeper, sentence, goTo }: ReviewOptions): {
  missing(message: string): void;
} {
  const panel = byId('ed-review');
  const status = byId('ed-review-told');
  const title = byId('ed-review-title');
  title.tabIndex = -1;
  let busy = false;
  let missing = '';

  const showMissing = (): void => {
    const place = document.getElementById('ed-missing');
    if (place && place.textContent !== missing) place.textContent = missing;
  };
  const show = ({ html }: Reviewed): void => {
    panel.replaceChildren(...new DOMParser().parseFromString(html, 'text/html').body.childNodes);
    showMissing();
  };
  const formOf = (step: string): HTMLFormElement | null => panel.querySelector(`form[data-step="${step}"]`);

  /** Draws the panel again, without losing what was typed in the form of the step. */
  const redraw = async (step: string): Promise<void> => {
    const input = new FormData(formOf(step) ?? undefined);
    show(await ask<Reviewed>(start, start.urls.review));
    const form = formOf(step);
    if (!form) return;
    form.closest('details')?.setAttribute('open', '');
    for (const [name, value] of input) {
      const field = form.elements.namedItem(name);
      if (field instanceof RadioNodeList || field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement)
        field.value = String(value);
      else if (field instanceof HTMLInputElement && field.type !== 'hidden') field.value = String(value);
    }
  };

  const showErrors = (step: string, message: string, fields: Refused['fields'] = []): void => {
    status.textContent = '';
    const form = formOf(step);
    if (!form) return void (status.textContent = message);
    const placeOf = (path: string) => form.querySelector<HTMLElement>(`[data-error="${CSS.escape(path)}"]`);
    const elsewhere = [message];
    for (const { path, message: why } of fields) {
      const place = path ? placeOf(path) : null;
      if (place) place.textContent = why;
      // Problems of sentences (their path is the sentence's id) are already listed above the panel.
      else if (!/^s[a-z0-9]{12}$/.test(path) && elsewhere.length < maxMessages && !elsewhere.includes(why))
        elsewhere.push(why);
    }
    placeOf('')!.textContent = elsewhere.join(' ');
    const first = fields.map(({ path }) => form.elements.namedItem(path)).find((one) => one instanceof HTMLElement);
    if (first instanceof HTMLElement) first.focus();
  };

  const take = async (form: HTMLFormElement): Promise<void> => {
    const step = form.dataset.step!;
    for (const place of form.querySelectorAll('[data-error]')) place.textContent = '';
    status.textContent = words('review.working');
    if (ofText.has(step) && keeper.unsaved) {
      const saved = await keeper.save('');
      if (saved === 'conflict') return void location.assign(start.urls.compare);
      if (saved !== 'saved') return showErrors(step, byId('ed-state').textContent);
    }
    const { here, ...input } = Object.fromEntries(new FormData(form)) as Record<string, string>;
    const about = step === 'comment' && here ? sentence() : undefined;
    try {
      const done = await ask<Reviewed>(start, start.urls.review, {
        ...input,
        step,
        revision: keeper.revision,
        version: keeper.version,
        beside: panel.querySelector<HTMLElement>('[data-beside]')!.dataset.beside,
        ...(about && { sentence: about }),
      });
      // Publishing increases the article's version, but does not change the text. With the new version, the next save
      // causes no conflict.
      if (done.revision === keeper.revision) keeper.version = done.version;
      show(done);
      status.textContent = words(`review.done.${step}`);
      title.focus();
    } catch (error) {
      if (!(error instanceof Refused)) return showErrors(step, words('state.lost'));
      if (error.status === 409) {
        await redraw(step);
        return showErrors(step, words('review.changed'));
      }
      showErrors(step, error.message, error.fields);
    }
  };

  panel.addEventListener('submit', (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    void take(event.target as HTMLFormElement).finally(() => (busy = false));
  });
  panel.addEventListener('click', (event) => {
    const link = (event.target as HTMLElement).closest<HTMLElement>('[data-goto]');
    if (!link) return;
    event.preventDefault();
    goTo(link.dataset.goto!);
  });
  return {
    missing(message) {
      missing = message;
      showMissing();
    },
  };
}
