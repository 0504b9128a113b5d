import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AppError } from '../../../platform/errors.ts';
import { createWeb } from '../../create-web.ts';
import type { Pages } from '../context.ts';
import { actorForm, FormSpecimen } from '../../site/style-guide/specimen-form.tsx';
import { routes } from '../../routes.ts';
import { testDeps } from '../../testing/test-deps.ts';
import { defineForm, fresh } from './form.ts';
import { handleForm, type Sent } from './handle.ts';
import { flatten, nest, parsePath, samePath } from './tree.ts';

/** Decodes character references in the content of a textarea, because linkedom does not. */
const decoded = (text: string) => parseHTML(`<p>${text}</p>`).document.querySelector('p')!.textContent!;
const where = '/desk/test-form';
type Answer = (data: unknown, sent: Sent) => Promise<string>;

function form(submit: Answer = async () => routes.desk.actors()) {
  const pages: Pages = (web) =>
    void web.on(['GET', 'POST'], where, (c) =>
      handleForm(c, actorForm, {
        initial: () => fresh({ visibility: 'desk' }, { version: '3' }),
        render: (state) => FormSpecimen({ state }),
        submit,
        current: async () => ({ values: { about: 'What she wrote.', visibility: 'sealed' }, version: '4' }),
      }),
    );
  const web = createWeb(testDeps({ now: () => new Date('2024-11-27T12:00:00Z') }), [pages]);
  const headers = { cookie: 'kronika=a-session' };
  return {
    get: () => web.request(where, { headers }),
    async post(
      fields: Record<string, string | File> | [string, string][],
      over: { token?: string | null; headers?: Record<string, string>; multipart?: boolean } = {},
    ) {
      const entries: [string, string | File][] = Array.isArray(fields) ? fields : Object.entries(fields);
      if (over.token !== null) entries.push(['_token', over.token ?? 'the-right-token']);
      const body = over.multipart ? new FormData() : new URLSearchParams();
      for (const [name, value] of entries) body.append(name, value as string);
      const response = await web.request(where, { method: 'POST', body, headers: { ...headers, ...over.headers } });
      const text = await response.text();
      const { document } = parseHTML(text);
      const value = (name: string) => {
        const control = document.querySelector(`[name="${name}"]`);
        return control?.tagName === 'TEXTAREA'
          ? decoded(control.textContent ?? '').replace(/^\n/, '')
          : control?.tagName === 'SELECT'
            ? control.querySelector('option[selected]')?.getAttribute('value')
            : control?.getAttribute('value');
      };
      return { status: response.status, location: response.headers.get('location'), text, document, value };
    },
  };
}

const good = {
  kind: 'person',
  'names[0].text': 'Марлен',
  'names[0].language': 'kk',
  'address.city': 'Almaty',
  visibility: 'desk',
};

describe('a form', () => {
  it('passes its data on without needless spaces and empty rows, and redirects with 303', async () => {
    let got: unknown;
    const sent = await form(async (data, { version, intent }) => {
      got = { data, version, intent };
      return '/desk/actors/3';
    }).post({
      ...good,
      'names[0].text': '  Марлен ',
      claims: '1 200',
      about: 'One.\r\nTwo.',
      born: '',
      'names[1].text': '',
      _version: '3',
      _intent: 'check',
      portrait: '',
    });
    expect([sent.status, sent.location]).toEqual([303, '/desk/actors/3']);
    expect(got).toEqual({
      version: '3',
      intent: 'check',
      data: {
        kind: 'person',
        names: [{ text: 'Марлен', language: 'kk' }],
        claims: 1200,
        about: 'One.\nTwo.',
        address: { city: 'Almaty' },
        roles: [],
        visibility: 'desk',
        retired: false,
      },
    });
  });

  it('shows every value again with errors by field, and a summary that links to them', async () => {
    const sent = await form().post({
      ...good,
      kind: '',
      'names[0].text': 'M',
      'names[2].text': 'Marlen',
      email: 'nobody',
      site: 'ftp://x',
      claims: 'many',
      about: '  <b>"quoted"</b>\n& more ',
      roles: 'target',
      retired: '1',
    });
    expect(sent.status).toBe(400);
    expect(sent.value('names[0].text')).toBe('M');
    expect(sent.value('names[1].text')).toBe('Marlen');
    expect([sent.value('email'), sent.value('site'), sent.value('claims'), sent.value('about')]).toEqual([
      'nobody',
      'ftp://x',
      'many',
      '  <b>"quoted"</b>\n& more ',
    ]);
    expect(sent.document.querySelector('[name=roles][value=target]')?.hasAttribute('checked')).toBe(true);
    expect(sent.document.querySelector('[name=retired]')?.hasAttribute('checked')).toBe(true);
    const wrong = [...sent.document.querySelectorAll('.summary a')].map((link) => [
      link.getAttribute('href'),
      link.textContent,
    ]);
    expect(wrong).toEqual([
      ['#actor-kind', 'Kind: Select one of the options.'],
      ['#actor-names-0-text', 'Names, 1 · Name: Enter at least 2 characters.'],
      ['#actor-email', 'Email: Enter an email address, such as name@example.org.'],
      ['#actor-site', 'Website: Enter a web address that begins with https:// or http://.'],
      ['#actor-claims', 'Claims: Enter a number, in digits.'],
    ]);
    for (const [href] of wrong) {
      const control = sent.document.querySelector(href!);
      expect(control?.getAttribute('aria-invalid')).toBe('true');
      expect(
        sent.document.getElementById(control!.getAttribute('aria-describedby')!.split(' ').at(-1)!),
      ).not.toBeNull();
    }
    expect(sent.document.querySelector('.summary')?.hasAttribute('autofocus')).toBe(true);
  });

  it('passes a date on as EDTF, however it was written', async () => {
    const seen: unknown[] = [];
    const sent = form(async (data) => {
      seen.push((data as { born?: string }).born);
      return '/';
    });
    for (const born of ['11 May 1984', 'last Friday', 'about 1984', '1984-05', '']) await sent.post({ ...good, born });
    expect(seen).toEqual(['1984-05-11', '2024-11-22', '1984~', '1984-05', undefined]);
  });

  it('shows a date as typed, and as understood', async () => {
    const note = (sent: { document: Document }) => sent.document.getElementById('actor-born-understood')?.textContent;
    const sent = await form().post({ ...good, kind: '', born: 'last Friday' });
    expect(sent.status).toBe(400);
    expect(sent.value('born')).toBe('last Friday');
    expect(note(sent)).toMatch(/^Understood as: Friday,? 22 November 2024 \(counted from today, 27 November 2024\)$/);
    const exact = await form().post({ ...good, kind: '', born: '11 May 1984' });
    expect(note(exact)).toMatch(/^Understood as: Friday,? 11 May 1984$/);
  });

  it('refuses an impossible date, and shows it again with the errors of other fields', async () => {
    const submit = async () => '/';
    const sent = await form(submit).post({ ...good, kind: '', born: '30 February 1984' });
    expect(sent.status).toBe(400);
    expect(sent.value('born')).toBe('30 February 1984');
    expect([...sent.document.querySelectorAll('.summary a')].map((link) => link.textContent)).toEqual([
      'Kind: Select one of the options.',
      'Born: There is no such date: 30 February 1984. Check the day and the month.',
    ]);
    const two = await form(submit).post({ ...good, born: '03/04/1984' });
    expect(two.text).toContain('“03/04/1984” can mean 3 April 1984 or 4 March 1984.');
  });

  it('adds and removes rows without saving, and focuses the new row', async () => {
    let saved = 0;
    const one = form(async () => {
      saved++;
      return '/';
    });
    const added = await one.post({ 'names[0].text': 'A', about: 'kept', _add: 'names' });
    expect([added.status, added.value('names[0].text'), added.value('names[1].text'), added.value('about')]).toEqual([
      200,
      'A',
      '',
      'kept',
    ]);
    expect(added.document.querySelector('[autofocus]')?.id).toBe('actor-names-1');
    const removed = await one.post({
      'names[0].text': 'A',
      'names[1].text': 'B',
      'names[2].text': 'C',
      _remove: 'names[1]',
    });
    expect([
      removed.value('names[0].text'),
      removed.value('names[1].text'),
      removed.document.querySelector('[name="names[2].text"]'),
    ]).toEqual(['A', 'C', null]);
    expect((await one.post({ _add: 'address' })).status).toBe(400);
    expect(saved).toBe(0);
  });

  it('has a first button that saves, so that Enter never removes a row', async () => {
    const { document } = parseHTML(await (await form().get()).text());
    const first = document.querySelector('form button, form input[type=submit]');
    expect([first?.getAttribute('type'), first?.getAttribute('name')]).toEqual(['submit', null]);
  });

  it('shows an operation’s errors at their fields', async () => {
    const sent = await form(async () => {
      throw new AppError('invalid_input', {
        fields: [
          { path: 'names.0.text', message: 'kit.field.too_long', params: { max: 9 } },
          { path: 'elsewhere', message: 'String must be neat' },
        ],
      });
    }).post(good);
    expect(sent.status).toBe(400);
    expect(sent.document.querySelector('#actor-names-0-text-error')?.textContent).toContain('at most 9 characters');
    expect(sent.document.querySelector('.summary')?.textContent).toContain('Enter a valid value.');
    expect(sent.text).not.toContain('must be neat');
  });

  it('shows the second of two editors both versions, and can then be saved over the newer one', async () => {
    const sent = await form(async () => {
      throw new AppError('conflict');
    }).post({ ...good, about: 'What he wrote.', _version: '3' });
    expect(sent.status).toBe(409);
    expect(sent.value('about')).toBe('What he wrote.');
    expect(sent.text).toContain('What she wrote.');
    expect([...sent.document.querySelectorAll('.theirs')].some((one) => one.textContent?.includes('Sealed'))).toBe(
      true,
    );
    expect(sent.value('_version')).toBe('4');
  });

  it('refuses a form without the session’s token, and returns it to be sent again', async () => {
    let saved = 0;
    const one = form(async () => {
      saved++;
      return '/';
    });
    for (const token of [null, 'another']) {
      const sent = await one.post({ ...good, about: 'typed' }, { token });
      expect([sent.status, sent.value('about'), sent.value('_token')]).toEqual([403, 'typed', 'the-right-token']);
    }
    expect((await one.post(good, { headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(403);
    expect((await one.post(good, { headers: { origin: 'https://evil.example' } })).status).toBe(403);
    expect((await one.post(good, { headers: { origin: 'null' } })).status).toBe(403);
    expect(saved).toBe(0);
    expect(
      (await one.post(good, { headers: { origin: 'http://localhost', 'sec-fetch-site': 'same-origin' } })).status,
    ).toBe(303);
  });

  it('accepts a file, says if it has to be selected again, and refuses a file over its limit', async () => {
    let name = '';
    const one = form(async (data) => {
      name = (data as { portrait: File }).portrait.name;
      return '/';
    });
    const file = () => new File(['x'.repeat(200)], 'портрет.png', { type: 'image/png' });
    expect((await one.post({ ...good, portrait: file() }, { multipart: true })).status).toBe(303);
    expect(name).toBe('портрет.png');
    const again = await one.post({ ...good, kind: '', portrait: file() }, { multipart: true });
    expect(again.text).toContain('Select it again');
    const large = await one.post(
      { ...good, portrait: new File(['x'.repeat(1_100_000)], 'large.png') },
      { multipart: true },
    );
    expect([large.status, large.text.includes('1 MB')]).toEqual([413, true]);
  });

  it('returns the input when it fails for another reason', async () => {
    const sent = await form(async () => {
      throw new Error('the disk is full');
    }).post({ ...good, about: 'An hour of work.' });
    expect(sent.status).toBe(500);
    expect(sent.value('about')).toBe('An hour of work.');
    expect(sent.document.querySelector('form')?.getAttribute('action')).toBe(where);
    expect(sent.text).not.toContain('the disk is full');
  });

  it('does not return passwords, neither by type nor by name of the field', async () => {
    const words = defineForm({
      name: 'words',
      schema: z.object({}),
      fields: {
        current: { kind: 'text', label: 'record.desk.why' },
        key: {
          kind: 'section',
          label: 'record.desk.why',
          fields: { phrase: { kind: 'password', label: 'accounts.password' } },
        },
      },
    });
    const web = createWeb(testDeps(), [
      (on) =>
        void on.post(where, (c) =>
          handleForm(c, words, {
            render: () => '',
            submit: async () => {
              throw new Error('the disk is full');
            },
          }),
        ),
    ]);
    const sent = await web.request(where, {
      method: 'POST',
      headers: { cookie: 'kronika=a-session' },
      body: new URLSearchParams({
        current: 'where it stands now',
        'key.phrase': 'a long phrase',
        password: 'not of this form',
        _token: 'the-right-token',
      }),
    });
    const text = await sent.text();
    expect([sent.status, text.includes('where it stands now'), /a long phrase|not of this form/.test(text)]).toEqual([
      500,
      true,
      false,
    ]);
  });
});

describe('names of controls', () => {
  it('are nested into data, and flattened back to the same names', () => {
    const entries: [string, string][] = [
      ['a', '1'],
      ['names[0].text', 'x'],
      ['names[1].text', 'y'],
      ['names[1].tags', 't'],
      ['names[1].tags', 'u'],
      ['address.city', 'z'],
    ];
    expect(JSON.parse(JSON.stringify(nest(entries)))).toEqual({
      a: '1',
      names: [{ text: 'x' }, { text: 'y', tags: ['t', 'u'] }],
      address: { city: 'z' },
    });
    expect(flatten(nest(entries))).toEqual(entries);
  });
  it('are refused if they reach for the prototype, are not valid, or nest too deep', () => {
    expect(
      ['__proto__.x', 'a.constructor.prototype.x', 'a[9999]', '[0]', 'a..b', 'a.b.c.d.e.f.g.h.i', 'a[0'].filter((bad) =>
        parsePath(bad),
      ),
    ).toEqual([]);
    nest([['__proto__.polluted', 'yes']]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
  it('are written with brackets: `names.0.text` becomes `names[0].text`', () => {
    expect(samePath('names.0.text')).toBe('names[0].text');
    expect(samePath('names[0].text')).toBe('names[0].text');
  });
});
