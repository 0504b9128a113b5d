import { expect, it } from 'vitest';
import { onOneDatabase } from '../platform/testing/databases.ts';
import { tryLinksJob } from '../documents/links/try-links.ts';
import { prepareJobs } from '../platform/jobs/queues.ts';
import { whole } from '../platform/testing/whole.ts';
import { roles } from '../accounts/tables.ts';
import { loadExample } from '../exchange/example/load.ts';
import { PlainBrowser } from './drafting/testing/plain-browser.ts';
import { addPage } from '../drafting/store/add-page.ts';
import { routes } from './routes.ts';
import { deskOn } from './testing/desk.ts';

/** Matches a parameter in the pattern of an address, such as `:number{[1-9][0-9]*}`. */
const place = /:\w+(?:\{(?:[^{}]|\{[^{}]*\})*\})?\??/g;
/**
 * Odd values for addresses. Some cannot be stored in a database, some are too large, and some end a string or an
 * address in some languages.
 */
const odd = ['%00', 'a%00b', '2147483648', '9999999999', '9'.repeat(20), '-1', '%ED%A0%80', '%27', '%2e%2e%2f'];
/** All of these values, or two of them, which are others for the next address or form. */
const someOf = (values: readonly string[], index: number): readonly string[] =>
  whole ? values : [values[index % values.length]!, values[(index + 1 + (values.length >> 1)) % values.length]!];
/** These addresses would end the session of the test, or all sessions. */
const ends = /sign-out|\/lock(down)?$/;

/**
 * Odd values for forms: numbers and dates that are too large, a negative number, control characters, markup, and a very
 * long text.
 */
const oddValues = ['9'.repeat(40), '-1', '1e309', '275760-09-14', '\u0001\u202E"<${}', 'x'.repeat(20_000)];
/** These pages would change or end the account and session of the test. */
const own = /^\/desk\/(account|sign|lock|unlock|two-step)/;

onOneDatabase('a value that makes no sense', (db) => {
  it('in an address never leads to an error of the server, on any page or form', async () => {
    const desk = deskOn(db());
    await loadExample(desk.app);
    const person = await desk.join(roles);
    const patterns = new Set(
      desk.web.routes
        .filter(({ method, path }) => /^(GET|POST)$/.test(method) && path.includes(':') && !ends.test(path))
        .map(({ method, path }) => `${method} ${path}`),
    );
    expect(patterns.size).toBeGreaterThan(300);
    const failed: string[] = [];
    for (const [index, route] of [...patterns].entries()) {
      const [method, pattern] = route.split(' ') as [string, string];
      const count = pattern.match(place)!.length;
      for (const value of someOf(odd, index))
        for (const first of count > 1 ? [value, '1'] : [value]) {
          let left = count;
          const path = pattern.replace(place, () => (--left === 0 ? value : first));
          const { status } = method === 'GET' ? await person.get(path) : await person.post(path);
          if (status >= 500) failed.push(`${method} ${path}: ${status}`);
        }
    }
    const article = await desk.app.db.read
      .selectFrom('thing')
      .select('number')
      .where('kind', '=', 'article')
      .limit(1)
      .executeTakeFirstOrThrow();
    for (const path of [
      `/desk/articles/${article.number}?from=9999999999&to=1`,
      '/desk/duplicates/compare?a=case/99999999999999999999&b=case/1',
    ]) {
      const { status } = await person.get(path);
      if (status !== 404) failed.push(`GET ${path}: ${status}`);
    }
    expect(failed).toEqual([]);
  }, 300_000);

  it('in a field of a form at the desk never leads to an error of the server', async () => {
    const desk = deskOn(db());
    await prepareJobs(db(), [tryLinksJob]);
    await loadExample(desk.app);
    const person = await desk.join(roles);
    await addPage(desk.app, person.principal, {
      text: 'Officials searched the newsroom on 3 April, Marat Zhyldyzov said.',
    });
    const browser = new PlainBrowser(person);
    const waiting: string[] = [
      routes.desk.home(),
      routes.desk.proposals(),
      routes.desk.drafts(),
      routes.desk.settings(),
    ];
    const pages = new Map<string, number>();
    const forms = new Set<string>();
    const failed: string[] = [];
    while (waiting.length > 0) {
      const path = waiting.shift()!;
      const pattern = path.replace(/[?#].*$/, '').replace(/\d+/g, ':n');
      const seen = pages.get(pattern) ?? 0;
      if (ends.test(path) || seen >= (whole ? 2 : 1)) continue;
      pages.set(pattern, seen + 1);
      await browser.open(path);
      if (browser.status >= 500) failed.push(`GET ${path}: ${browser.status}`);
      for (const link of browser.document.querySelectorAll('a[href^="/desk"]'))
        waiting.push(link.getAttribute('href')!);
      for (const form of browser.document.querySelectorAll('form[method="post"]')) {
        const action = form.getAttribute('action') ?? path;
        const fields = browser.fieldsOf(form).filter(([name]) => name !== '_token');
        const kind = `${action.replace(/\d+/g, ':n')} ${fields.map(([name]) => name).join(' ')}`;
        if (forms.has(kind) || own.test(action)) continue;
        forms.add(kind);
        const button = form.querySelector('button[name]');
        const pressed = button ? [[button.getAttribute('name')!, button.getAttribute('value') ?? '']] : [];
        const typed = fields.filter(([name]) => !name.startsWith('_'));
        const kept = [...fields.filter(([name]) => name.startsWith('_')), ...pressed];
        for (const value of whole ? oddValues : [oddValues[forms.size % oddValues.length]!]) {
          const sent = Object.fromEntries([...kept, ...typed.map(([name]) => [name, value])]);
          const { status } = await person.post(action, sent);
          if (status >= 500) failed.push(`POST ${action} ${value.slice(0, 20)}: ${status}`);
        }
        const nested = Object.fromEntries([...kept, ...typed.map(([name]) => [`${name}[0].x`, '1'])]);
        const { status } = await person.post(action, nested);
        if (status >= 500) failed.push(`POST ${action} nested: ${status}`);
      }
    }
    expect(failed).toEqual([]);
    expect(forms.size).toBeGreaterThan(100);
  }, 300_000);
});
