import { parseHTML } from 'linkedom';
import type { Client } from '../../testing/desk.ts';

type Typed = Record<string, string | boolean>;

/** A browser without JavaScript: it follows redirects, fills in forms, and presses their buttons. */
export class PlainBrowser {
  path = '/';
  status = 0;
  document: Document = parseHTML('<html></html>').document;

  constructor(private readonly client: Client) {}

  async open(path: string): Promise<this> {
    const answer = await this.client.get(path);
    return this.take(path, answer);
  }

  private async take(path: string, answer: Response): Promise<this> {
    const to = answer.headers.get('location');
    if (to && answer.status === 303) return this.open(to);
    this.path = path;
    this.status = answer.status;
    this.document = parseHTML(await answer.text()).document as unknown as Document;
    return this;
  }

  get text(): string {
    return (this.document.querySelector('main')?.textContent ?? '').replace(/\s+/g, ' ');
  }

  one(selector: string): Element {
    const found = this.document.querySelector(selector);
    if (!found) throw new Error(`${this.path} has no ${selector}: ${this.text.slice(0, 400)}`);
    return found;
  }

  /** What a form would send without its button. Values in `typed` replace the form's own. */
  fieldsOf(form: Element, typed: Typed = {}): [string, string][] {
    const sent: [string, string][] = [];
    for (const control of form.querySelectorAll('input, select, textarea')) {
      const name = control.getAttribute('name');
      const type = control.getAttribute('type');
      if (!name || control.hasAttribute('disabled') || type === 'file') continue;
      const given = typed[name];
      if (type === 'checkbox' || type === 'radio') {
        const value = control.getAttribute('value') ?? 'on';
        const on =
          given === undefined ? control.hasAttribute('checked') : type === 'radio' ? given === value : given === true;
        if (on) sent.push([name, value]);
      } else if (typeof given === 'string') sent.push([name, given]);
      else if (control.localName === 'select') {
        const chosen = control.querySelector('option[selected]') ?? control.querySelector('option');
        if (chosen) sent.push([name, chosen.getAttribute('value') ?? chosen.textContent ?? '']);
      } else if (control.localName === 'textarea') sent.push([name, (control.textContent ?? '').replace(/^\n/, '')]);
      else sent.push([name, control.getAttribute('value') ?? '']);
    }
    const names = new Set(sent.map(([name]) => name));
    for (const [name, value] of Object.entries(typed))
      if (typeof value === 'string' && !names.has(name) && !form.querySelector(`[name="${name}"]`))
        throw new Error(`The form on ${this.path} has no field ${name}.`);
    return sent;
  }

  /** Presses a button after filling in its form with `typed`. `selector` finds the button. */
  async press(selector: string, typed: Typed = {}): Promise<this> {
    const button = this.one(selector);
    const form = button.closest('form');
    if (!form) throw new Error(`${selector} is not in a form.`);
    const fields = this.fieldsOf(form, typed);
    const name = button.getAttribute('name');
    if (name) fields.push([name, button.getAttribute('value') ?? '']);
    const sent: Record<string, string[]> = {};
    for (const [key, value] of fields) if (key !== '_token') (sent[key] ??= []).push(value);
    const action = form.getAttribute('action') ?? this.path.replace(/#.*$/, '');
    return this.take(action, await this.client.post(action, sent));
  }

  /** On the page of a draft, accepts all questions and all claims that name their speaker, one by one. */
  async acceptNamed(): Promise<this> {
    for (const open of ['.claim.open:not(.own) button[value^="accept:"]', '.question.open button[value=accepted]'])
      while (this.document.querySelector(open)) await this.press(open);
    return this;
  }

  async follow(selector: string): Promise<this> {
    return this.open(this.one(selector).getAttribute('href')!);
  }
}
