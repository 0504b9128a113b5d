import { z } from 'zod';
import { run } from '../../../platform/operation.ts';
import { AppError } from '../../../platform/errors.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import { changeSource } from '../../../record/sources/change-source.ts';
import { file } from '../../../record/filing/file.ts';
import { fileAndChange } from '../../../record/filing/file-and-change.ts';
import type { Thing } from '../../../record/things.ts';
import { addressTaken } from '../../../record/duplicates/like-typed.ts';
import { snapshotSource } from '../../../record/projection/snapshots.ts';
import { loadBriefs } from '../../../record/views/briefs.ts';
import { parseRef } from '../../../record/refs.ts';
import { termKeys } from '../../../record/vocabulary/terms.ts';
import type { Pages } from '../../kit/context.ts';
import { defineForm, fresh } from '../../kit/forms/form.ts';
import { handleForm } from '../../kit/forms/handle.ts';
import type { Tree } from '../../kit/forms/tree.ts';
import { routes } from '../../routes.ts';
import { atDesk, demand } from '../../kit/desk/who.ts';
import { findNear, LikeBox, type Near } from '../duplicates/like.tsx';
import {
  loadLists,
  relocated,
  titleSchema,
  visibilityField,
  visibilitySchema,
  whyField,
  whySchema,
} from '../forms/common.tsx';
import { FormPage, lastEditor } from '../forms/form-page.tsx';
import { anyActor, Picks, pickText } from '../forms/pick.ts';
import { languageOptions, termOptions } from '../forms/values.ts';
import { loadThing } from '../show/load-thing.ts';

const text = z.string().max(20_000, 'errors.field.text.long').optional();

const sourceForm = (t: Translate) =>
  defineForm({
    name: 'source',
    schema: z.object({
      kind: z.enum(termKeys('source-kind'), 'errors.field.kind.missing'),
      title: titleSchema,
      publisher: text,
      published: z.string().max(100, 'errors.field.text.long').optional(),
      language: z.string().max(35).optional(),
      addresses: z
        .array(z.object({ url: z.string('errors.field.url.bad').max(2000, 'errors.field.text.long') }))
        .default([]),
      derivedFrom: z
        .array(
          z.object({
            origin: z.string('record.desk.source.origin_missing').max(700),
            kind: z.enum(termKeys('derivation')),
            basis: text,
          }),
        )
        .default([]),
      note: text,
      visibility: visibilitySchema,
      why: whySchema,
    }),
    fields: {
      title: { kind: 'text', label: 'record.desk.source.title' },
      kind: { kind: 'select', label: 'vocabulary.source-kind', options: termOptions('source-kind'), width: 'half' },
      language: {
        kind: 'select',
        label: 'record.desk.source.language',
        empty: 'record.desk.value.language_unknown',
        options: languageOptions(t),
        width: 'half',
      },
      publisher: {
        kind: 'pick',
        label: 'record.desk.source.publisher',
        hint: 'record.desk.source.publisher_hint',
        optional: true,
        list: 'list-actor',
        width: 'half',
      },
      published: {
        kind: 'date',
        label: 'record.desk.source.published',
        hint: 'record.desk.value.date_hint',
        optional: true,
        width: 'half',
      },
      addresses: {
        kind: 'rows',
        label: 'record.desk.source.addresses',
        addLabel: 'record.desk.source.add_address',
        optional: true,
        max: 50,
        fields: { url: { kind: 'url', label: 'record.desk.source.address' } },
      },
      derivedFrom: {
        kind: 'rows',
        label: 'record.desk.source.derived_from',
        hint: 'record.desk.source.derived_from_hint',
        addLabel: 'record.desk.source.add_origin',
        optional: true,
        max: 100,
        fields: {
          kind: { kind: 'select', label: 'record.desk.source.how', options: termOptions('derivation') },
          origin: { kind: 'pick', label: 'record.desk.source.origin', list: 'list-source' },
          basis: {
            kind: 'text',
            label: 'record.desk.source.basis',
            hint: 'record.desk.source.basis_hint',
            optional: true,
          },
        },
      },
      note: { kind: 'textarea', label: 'record.desk.source.note', optional: true, rows: 2 },
      visibility: visibilityField,
      why: whyField,
    },
  });

type Typed = z.output<ReturnType<typeof sourceForm>['schema']>;

async function readSource(picks: Picks, typed: Typed) {
  const { why: _, addresses, publisher, derivedFrom, ...rest } = typed;
  const origins = [];
  for (const [index, one] of derivedFrom.entries())
    origins.push({
      ...one,
      origin: (await picks.read(`derivedFrom[${index}].origin`, one.origin, { kinds: ['source'] })) ?? 'source/1',
    });
  const read = {
    ...rest,
    addresses: addresses.map((one) => one.url),
    publisher: await picks.read('publisher', publisher, { kinds: ['actor'], make: anyActor }),
    derivedFrom: origins,
  };
  picks.throwIfUnclear();
  return read;
}

const rules = [
  [/^(?:(?:changeSources\.0\.)?(?:sources\.0|to))\.addresses\.(\d+)$/, 'addresses[$1].url'],
  [/^(?:(?:changeSources\.0\.)?(?:sources\.0|to))\.derivedFrom$/, 'derivedFrom'],
  [/^(?:(?:changeSources\.0\.)?(?:sources\.0|to))\./, ''],
] as const;

/** What the source itself has; what was merged into it keeps its own addresses and origins. */
async function storedSource(db: Reader, thing: Thing): Promise<Tree> {
  const source = (await snapshotSource(db, thing.id)) as {
    title: string;
    kind: string;
    language: string | null;
    publisher_id: number | null;
    published: string | null;
    note: string | null;
    addresses: string[];
    derivedFrom: { origin_id: number; kind: string; basis: string | null }[];
  };
  const briefs = await loadBriefs(
    db,
    [...(source.publisher_id === null ? [] : [source.publisher_id]), ...source.derivedFrom.map((one) => one.origin_id)],
    'desk',
  );
  const named = (id: number | null): string | undefined =>
    id !== null && briefs.has(id) ? pickText(briefs.get(id)!) : undefined;
  return {
    title: source.title,
    kind: source.kind,
    language: source.language ?? undefined,
    publisher: named(source.publisher_id),
    published: source.published ?? undefined,
    addresses: source.addresses.map((url) => ({ url })),
    derivedFrom: source.derivedFrom.map((one) => ({
      kind: one.kind,
      origin: named(one.origin_id),
      basis: one.basis ?? undefined,
    })),
    note: source.note ?? undefined,
    visibility: thing.visibility,
  };
}

/** Forms of sources. */
export const sourceForms: Pages = (web) => {
  web.on(['GET', 'POST'], routes.desk.newSource.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    demand(desk, file);
    const { db } = desk.app;
    const form = sourceForm(t);
    let near: Near[] = [];
    const picks = new Picks(db.read, t);
    const lists = await loadLists(db.read, ['actor', 'source']);
    return handleForm(c, form, {
      initial: () => fresh({ kind: 'article', visibility: 'desk' }),
      again: () => ({ options: picks.offered }),
      render: (state) => (
        <FormPage
          title={t('record.desk.source.new')}
          kind="source"
          form={form}
          state={state}
          lists={lists}
          more={near.length ? [{ intent: 'anyway', label: 'record.duplicates.like.anyway' }] : []}
        >
          <LikeBox kind="source" near={near} />
        </FormPage>
      ),
      submit: async (typed, { intent }) => {
        const addresses = typed.addresses.map((one) => one.url);
        if (intent !== 'anyway' && !(await addressTaken(db.read, addresses))) {
          near = await findNear(db.read, { kind: 'source', title: typed.title, addresses });
          if (near.length)
            throw new AppError('invalid_input', {
              fields: [{ path: 'title', message: 'record.duplicates.error.near' }],
            });
        }
        const source = await readSource(picks, typed);
        const filed = await relocated(
          run(desk.app, file, desk.principal, { actors: picks.actors(), sources: [source] }, typed.why),
          rules,
        );
        return routes.desk.source({ number: parseRef(filed.sources[0]!)!.number });
      },
    });
  });

  web.on(['GET', 'POST'], routes.desk.editSource.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    demand(desk, changeSource);
    const { db } = desk.app;
    const { thing } = await loadThing(db.read, 'source', routes.desk.editSource.read(c.req.param()).number);
    if (thing.visibility === 'sealed') throw new AppError('sealed');
    const form = sourceForm(t);
    const picks = new Picks(db.read, t);
    const lists = await loadLists(db.read, ['actor', 'source']);
    let by: string | undefined;
    return handleForm(c, form, {
      initial: async () => fresh(await storedSource(db.read, thing), { version: String(thing.version) }),
      again: () => ({ options: picks.offered }),
      render: (state) => (
        <FormPage
          title={t('record.desk.source.change')}
          kind="source"
          thing={thing}
          form={form}
          state={state}
          by={by}
          lists={lists}
        />
      ),
      submit: async (typed, { version }) => {
        const read = await readSource(picks, typed);
        const changeSources = [{ source: `source/${thing.number}`, version: version ?? '', to: read }];
        await relocated(
          run(
            desk.app,
            fileAndChange,
            desk.principal,
            { filing: { actors: picks.actors() }, changeSources },
            typed.why,
          ),
          rules,
        );
        return routes.desk.source({ number: thing.number });
      },
      current: async () => {
        by = await lastEditor(db.read, thing);
        const now = await loadThing(db.read, 'source', thing.number);
        return { values: await storedSource(db.read, now.thing), version: String(now.thing.version) };
      },
    });
  });
};
