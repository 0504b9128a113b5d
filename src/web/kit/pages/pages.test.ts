import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AppError } from '../../../platform/errors.ts';
import { testApp } from '../../../platform/testing/test-app.ts';
import { testDatabase } from '../../../platform/testing/databases.ts';
import { createWeb } from '../../create-web.ts';
import { aSession, testDeps } from '../../testing/test-deps.ts';
import { address } from '../address.ts';
import type { Pages } from '../context.ts';
import { buttonRoute, changePage, formPage, ResponseInstead, publicForm } from './form-page.tsx';
import { defineForm } from '../forms/form.ts';
import { detailPage } from './detail-page.tsx';
import { listPage } from './list-page.tsx';
import { onlyFor } from './page-request.ts';

const plain = address();
const at = {
  note: plain('/desk/test/notes/:number'),
  change: plain('/desk/test/notes/:number/change'),
  drop: plain('/desk/test/notes/:number/drop'),
  notes: address<{ q?: string; page?: number }>()('/desk/test/notes'),
  open: plain('/test/notes'),
  own: plain('/desk/test/own'),
  shown: plain('/desk/test/notes/:number/shown'),
  act: plain('/desk/test/notes/:number/act/:act'),
};
const editors = { permission: ['editor'] };
const form = defineForm({
  name: 'note',
  schema: z.object({ text: z.string('kit.field.missing').max(20) }),
  fields: { text: { kind: 'text', label: 'kit.nav.search' } },
});

/** A site about notes in memory, with a declared page of every kind. */
async function notes(role: 'editor' | 'monitor' = 'editor') {
  const { db } = await testDatabase('embedded');
  const kept = new Map([[1, { text: 'The first', version: 3 }]]);
  const one = async ({ params }: { params: { number: number } }) => {
    const note = kept.get(params.number);
    if (!note) throw new AppError('not_found');
    return note;
  };
  const pages: Pages = (web) => {
    formPage(web, at.note, {
      operation: editors,
      load: async ({ c, params }) => {
        if (params.number === 7) throw new ResponseInstead(c.redirect(at.notes(), 303));
        return { seen: [] as string[] };
      },
      form,
      title: 'kit.nav.search',
      crumbs: () => [{ label: 'Notes', href: at.notes() }],
      save: 'record.desk.save',
      home: () => at.notes(),
      values: () => ({ text: 5 }),
      lead: ({ view }) => view.seen.join(', '),
      paths: [[/^notes\.0\./, '']],
      submit: async ({ text }, { intent, view, again, answer }) => {
        if (intent === 'look') {
          view.seen.push(`Seen: ${text}`);
          return again();
        }
        if (text === 'wrong')
          throw new AppError('invalid_input', { fields: [{ path: 'notes.0.text', message: 'kit.field.invalid' }] });
        return text === 'secret' ? answer({ title: 'Made', body: 'shown once' }) : undefined;
      },
    });
    changePage(web, at.change, {
      load: one,
      form,
      title: ({ view }) => view.text,
      save: 'record.desk.save',
      home: () => at.notes(),
      values: ({ view }) => ({ text: view.text }),
      submit: async ({ text }, { params, view, version }) => {
        if (version !== String(view.version)) throw new AppError('conflict');
        kept.set(params.number, { text, version: view.version + 1 });
      },
    });
    buttonRoute(web, at.drop, {
      operation: editors,
      act: async ({ params, text }) => {
        kept.delete(params.number);
        return text('back');
      },
      home: () => at.notes(),
    });
    listPage(web, at.notes, {
      title: 'kit.nav.search',
      size: 2,
      load: async ({ q, limit, offset }) => {
        const found = ['one', 'two', 'three'].filter((text) => text.includes(q ?? ''));
        return { rows: found.slice(offset, offset + limit), total: found.length };
      },
      crumbs: () => [],
      search: { label: 'kit.nav.search', button: 'kit.nav.search' },
      add: ({ may }) => may(editors) && { href: '/desk/test/new', label: 'New note' },
      line: (row) => `Note ${row}`,
      empty: () => ({ title: 'record.desk.list.none' }),
      part: (page, { q }) => at.notes({ q, page }),
    });
    detailPage(web, at.shown, async ({ c, may, params: { number } }) => {
      if (number === 7) return c.redirect(at.notes(), 303);
      const { text } = await one({ params: { number } });
      return {
        title: text,
        crumb: `Note ${number}`,
        crumbs: [{ label: 'Notes', href: at.notes() }],
        links: [may(editors) && { href: at.change({ number }), label: 'Change this' }],
        lead: 'A note',
        body: 'Nothing more',
      };
    });
    formPage(web, at.own, {
      form,
      title: 'kit.nav.search',
      save: 'record.desk.save',
      submit: async ({ text }) => (text === 'place' ? `${at.own()}?part=2#place` : undefined),
    });
    for (const act of ['keep', 'burn'])
      formPage(web, onlyFor(at.act, { act }), {
        form,
        title: () => `You may ${act}`,
        save: 'record.desk.save',
        derive: ({ state }) => ({ values: { text: `${String(state.values.text ?? 'nothing')} to ${act}` } }),
        submit: async () => {
          throw new AppError('bad_form');
        },
      });
    publicForm(web, at.open, {
      load: async () => ({ thanks: 'Thank you' }),
      form,
      save: 'record.desk.save',
      page: (drawn) => drawn,
      submit: async (_typed, { c, view }) => c.text(view.thanks, 201),
    });
  };
  const session = aSession({ principal: { accountId: 1, name: 'Aliya Nurlan', roles: [role], via: 'web' } });
  const web = createWeb({ ...testDeps({ session }), app: testApp(db) }, [pages]);
  const headers = { cookie: 'kronika=a-session' };
  return {
    kept,
    get: (path: string) => web.request(path, { headers }),
    text: async (path: string) => (await web.request(path, { headers })).text(),
    post: (path: string, fields: Record<string, string>, signedIn = true) =>
      web.request(path, {
        method: 'POST',
        headers: signedIn ? headers : {},
        body: new URLSearchParams({ ...(signedIn && { _token: 'the-right-token' }), ...fields }),
      }),
  };
}

describe('A declared form', () => {
  it('is refused without permission for its operation, before anything is loaded', async () => {
    const desk = await notes('monitor');
    expect((await desk.get(at.note({ number: 7 }))).status).toBe(403);
    expect((await desk.post(at.drop({ number: 1 }), {})).status).toBe(403);
    expect(desk.kept.size).toBe(1);
  });

  it('starts with its values, and then redirects to its home, shows another page, or sends the response of `load`', async () => {
    const desk = await notes();
    const note = at.note({ number: 2 });
    expect(await desk.text(note)).toContain('value="5"');
    expect((await desk.post(note, { text: 'good' })).headers.get('location')).toBe(at.notes());
    expect(await (await desk.post(note, { text: 'secret' })).text()).toContain('shown once');
    expect((await desk.get(at.note({ number: 7 }))).headers.get('location')).toBe(at.notes());
  });

  it('says that it was saved if it returns to its own page, and not beside errors', async () => {
    const desk = await notes();
    expect(await desk.text(at.own())).not.toContain('class="saved"');
    const done = (await desk.post(at.own(), { text: 'good' })).headers.get('location')!;
    expect(done).toMatch(/^\/desk\/test\/own\?saved=[\w-]+$/);
    expect(await desk.text(done)).toMatch(/<p class="saved" role="status"[^>]*>.*Saved/s);
    const there = (await desk.post(at.own(), { text: 'place' })).headers.get('location')!;
    expect(there).toMatch(/^\/desk\/test\/own\?part=2&saved=[\w-]+#place$/);
    expect(await (await desk.post(done, { text: '' })).text()).not.toContain('class="saved"');
    expect(await desk.text(`${at.note({ number: 2 })}${done.slice(at.own().length)}`)).not.toContain('class="saved"');
  });

  it('shows errors beside the fields, and keeps the input', async () => {
    const desk = await notes();
    const refused = await desk.post(at.note({ number: 2 }), { text: 'wrong' });
    const text = await refused.text();
    expect(refused.status).toBe(400);
    expect(text).toContain('value="wrong"');
    expect(text).toMatch(/href="#[^"]*text"/);
  });

  it('is shown again, with its input, if another button only asks to look something up', async () => {
    const desk = await notes();
    const shown = await (await desk.post(at.note({ number: 2 }), { text: 'this', _intent: 'look' })).text();
    expect(shown).toContain('Seen: this');
    expect(shown).toContain('value="this"');
  });

  it('saves a change, and shows both versions if someone else has saved first', async () => {
    const desk = await notes();
    const change = at.change({ number: 1 });
    expect((await desk.post(change, { text: 'The second', _version: '3' })).status).toBe(303);
    const late = await desk.post(change, { text: 'The third', _version: '3' });
    const text = await late.text();
    expect(late.status).toBe(409);
    expect(text).toContain('value="The third"');
    expect(text).toContain('The second');
    expect(text).toContain('name="_version" value="4"');
  });

  it('needs no session if it is for readers', async () => {
    const desk = await notes();
    const sent = await desk.post(at.open(), { text: 'hello' }, false);
    expect([sent.status, await sent.text()]).toEqual([201, 'Thank you']);
  });
});

describe('A declared button', () => {
  it('runs its action and redirects, but does nothing without the token', async () => {
    const desk = await notes();
    expect((await desk.post(at.drop({ number: 1 }), { _token: 'another' })).status).toBe(403);
    expect(desk.kept.size).toBe(1);
    expect((await desk.post(at.drop({ number: 1 }), {})).headers.get('location')).toBe(at.notes());
    expect(desk.kept.size).toBe(0);
    expect((await desk.post(at.drop({ number: 1 }), { back: at.open() })).headers.get('location')).toBe(at.open());
  });
});

describe('A declared list', () => {
  it('shows one page of its rows, searches them, and shows the button to add one only if that is permitted', async () => {
    const desk = await notes();
    const first = await desk.text(at.notes());
    expect([first.includes('Note two'), first.includes('Note three')]).toEqual([true, false]);
    expect(await desk.text(at.notes({ page: 2 }))).toContain('Note three');
    expect(await desk.text(at.notes({ q: 'thr' }))).toContain('Note three');
    expect(await desk.text(at.notes({ q: 'nothing' }))).not.toContain('Note');
    expect(first).toContain('New note');
    expect(await (await notes('monitor')).text(at.notes())).not.toContain('New note');
  });
});

describe('A declared detail page', () => {
  it('shows its title, breadcrumbs, lead and body, and only the links that are permitted', async () => {
    const shown = at.shown({ number: 1 });
    const text = await (await notes()).text(shown);
    for (const part of ['<h1>The first</h1>', 'Note 1', '<p class="lead">A note</p>', 'Nothing more', 'Change this'])
      expect(text).toContain(part);
    expect(text).toContain(`href="${at.notes()}"`);
    expect(await (await notes('monitor')).text(shown)).not.toContain('Change this');
  });

  it('sends the response that loading returns instead, or the error that loading throws', async () => {
    const desk = await notes();
    expect((await desk.get(at.shown({ number: 7 }))).headers.get('location')).toBe(at.notes());
    expect((await desk.get(at.shown({ number: 8 }))).status).toBe(404);
  });
});

describe('Pages that share an address', () => {
  it('serve only the value that each of them is declared for', async () => {
    const desk = await notes();
    expect(await desk.text(at.act({ number: 1, act: 'keep' }))).toContain('You may keep');
    expect(await desk.text(at.act({ number: 1, act: 'burn' }))).toContain('You may burn');
    expect((await desk.get(at.act({ number: 1, act: 'sell' }))).status).toBe(404);
  });

  it('derive values of the form each time it is rendered', async () => {
    const desk = await notes();
    const burn = at.act({ number: 1, act: 'burn' });
    expect(await desk.text(burn)).toContain('value="nothing to burn"');
    expect(await (await desk.post(burn, { text: 'paper' })).text()).toContain('value="paper to burn"');
  });
});
