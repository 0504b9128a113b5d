import { z } from 'zod';
import { run } from '../../../platform/operation.ts';
import { AppError } from '../../../platform/errors.ts';
import { changeDossier } from '../../../record/dossiers/change-dossier.ts';
import { file } from '../../../record/filing/file.ts';
import type { FilingInput } from '../../../record/filing/schema.ts';
import { parseRef } from '../../../record/refs.ts';
import type { Pages } from '../../kit/context.ts';
import { defineForm, fresh, type Fields } from '../../kit/forms/form.ts';
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
import { Picks, pickTexts } from '../forms/pick.ts';
import { deskPage } from './links.ts';
import { loadThing } from '../show/load-thing.ts';

/** A case and what it is made of. Their facts are statements of claims; here stand their editorial words. */
const kinds = {
  case: { create: routes.desk.newCase, edit: routes.desk.editCase, parent: null },
  event: { create: routes.desk.newEvent, edit: routes.desk.editEvent, parent: 'case' },
  proceeding: { create: routes.desk.newProceeding, edit: routes.desk.editProceeding, parent: 'case' },
  charge: { create: routes.desk.newCharge, edit: routes.desk.editCharge, parent: 'proceeding' },
  order: { create: routes.desk.newOrder, edit: routes.desk.editOrder, parent: 'proceeding' },
} as const;
type Kind = keyof typeof kinds;

const titles = (name: 'charges' | 'orders') =>
  ({
    kind: 'rows',
    label: `record.desk.kinds.${name.slice(0, -1)}`,
    hint: `record.desk.proceeding.${name}_hint`,
    addLabel: `record.desk.proceeding.add_${name}`,
    optional: true,
    max: 50,
    fields: { title: { kind: 'text', label: 'record.desk.dossier.title' } },
  }) as const;
const titleRows = z.array(z.object({ title: titleSchema })).default([]);

function dossierForm(kind: Kind, change: boolean) {
  const { parent } = kinds[kind];
  const fields: Fields = {
    ...(parent && !change
      ? {
          parent: {
            kind: 'pick',
            label: `record.desk.kind.${parent}`,
            hint: 'record.desk.pick.hint',
            list: `list-${parent}`,
          },
        }
      : {}),
    title: { kind: 'text', label: 'record.desk.dossier.title', hint: `record.desk.dossier.title_hint_${kind}` },
    ...(kind === 'case'
      ? {
          summary: {
            kind: 'textarea',
            label: 'record.desk.dossier.summary',
            hint: 'record.desk.dossier.summary_hint',
            optional: true,
            rows: 5,
          },
        }
      : {}),
    ...(kind === 'proceeding' && !change ? { charges: titles('charges'), orders: titles('orders') } : {}),
    visibility: visibilityField,
    why: whyField,
  };
  return defineForm({
    name: kind,
    schema: z.object({
      parent: parent && !change ? z.string('record.desk.dossier.parent_missing').max(700) : z.undefined().optional(),
      title: titleSchema,
      summary: z.string().max(20_000, 'errors.field.text.long').optional(),
      charges: titleRows,
      orders: titleRows,
      visibility: visibilitySchema,
      why: whySchema,
    }),
    fields,
  });
}

type Typed = z.output<ReturnType<typeof dossierForm>['schema']>;

function filingOf(
  kind: Kind,
  { title, summary, visibility, charges, orders }: Typed,
  parent: string | undefined,
): FilingInput {
  const own = { title, visibility };
  switch (kind) {
    case 'case':
      return { cases: [{ ...own, summary }] };
    case 'event':
      return { events: [{ ...own, case: parent! }] };
    case 'proceeding': {
      const part = (row: { title: string }) => ({ title: row.title, visibility, proceeding: '#proceeding' });
      return {
        proceedings: [{ ...own, key: 'proceeding', case: parent! }],
        charges: charges.map(part),
        orders: orders.map(part),
      };
    }
    case 'charge':
      return { charges: [{ ...own, proceeding: parent! }] };
    case 'order':
      return { orders: [{ ...own, proceeding: parent! }] };
  }
}

/** Forms of cases, events, proceedings, charges and orders. */
export const dossierForms: Pages = (web) => {
  for (const kind of Object.keys(kinds) as Kind[]) {
    const { create, edit, parent } = kinds[kind];

    web.on(['GET', 'POST'], create.pattern, async (c) => {
      const t = c.get('t');
      const desk = await atDesk(c);
      demand(desk, file);
      const { db } = desk.app;
      const form = dossierForm(kind, false);
      const picks = new Picks(db.read, t);
      let near: Near[] = [];
      const lists = parent ? await loadLists(db.read, [parent]) : undefined;
      const within = parent && /^\d{1,15}$/.test(c.req.query(parent) ?? '') ? `${parent}/${c.req.query(parent)}` : null;
      return handleForm(c, form, {
        initial: async () =>
          fresh({ visibility: 'desk', parent: within ? (await pickTexts(db.read, [within])).get(within) : undefined }),
        again: () => ({ options: picks.offered }),
        render: (state) => (
          <FormPage
            title={t(`record.desk.${kind}.new`)}
            kind={kind}
            form={form}
            state={state}
            lists={lists}
            submit={kind === 'case' ? 'record.desk.save' : 'record.desk.dossier.save_and_facts'}
            more={near.length ? [{ intent: 'anyway', label: 'record.duplicates.like.anyway' }] : []}
          >
            {kind === 'case' ? <LikeBox kind="case" near={near} /> : null}
          </FormPage>
        ),
        submit: async (typed, { intent }) => {
          if (kind === 'case' && intent !== 'anyway') {
            near = await findNear(db.read, { kind: 'case', title: typed.title });
            if (near.length)
              throw new AppError('invalid_input', {
                fields: [{ path: 'title', message: 'record.duplicates.error.near' }],
              });
          }
          const within = parent ? await picks.read('parent', typed.parent, { kinds: [parent] }) : undefined;
          picks.throwIfUnclear();
          const rules = [
            [/^proceedings\.0\.case$|^events\.0\.case$|^charges\.0\.proceeding$|^orders\.0\.proceeding$/, 'parent'],
            [kind === 'proceeding' ? /^(charges|orders)\.(\d+)\./ : /^nothing/, '$1[$2].'],
            [/^\w+\.0\./, ''],
          ] as const;
          const filed = await relocated(
            run(desk.app, file, desk.principal, filingOf(kind, typed, within), typed.why),
            rules,
          );
          const made = parseRef(filed[`${kind}s`][0]!)!;
          return kind === 'case' ? deskPage(made)! : routes.desk.facts({ kind, number: made.number });
        },
      });
    });

    web.on(['GET', 'POST'], edit.pattern, async (c) => {
      const t = c.get('t');
      const desk = await atDesk(c);
      demand(desk, changeDossier);
      const { db } = desk.app;
      const { thing } = await loadThing(db.read, kind, edit.read(c.req.param()).number);
      if (thing.visibility === 'sealed') throw new AppError('sealed');
      const form = dossierForm(kind, true);
      const stored = async (): Promise<{ values: Tree; version: string }> => {
        const now = await loadThing(db.read, kind, thing.number);
        const row: { title: string; summary?: string | null } = await db.read
          .selectFrom(kind)
          .selectAll()
          .where('id', '=', thing.id)
          .executeTakeFirstOrThrow();
        return {
          values: { title: row.title, summary: row.summary ?? undefined, visibility: now.thing.visibility },
          version: String(now.thing.version),
        };
      };
      let by: string | undefined;
      return handleForm(c, form, {
        initial: async () => {
          const { values, version } = await stored();
          return fresh(values, { version });
        },
        render: (state) => (
          <FormPage
            title={t(`record.desk.${kind}.change`)}
            kind={kind}
            thing={thing}
            form={form}
            state={state}
            by={by}
          />
        ),
        submit: async ({ title, summary, visibility, why }, { version }) => {
          await run(
            desk.app,
            changeDossier,
            desk.principal,
            { thing: `${kind}/${thing.number}`, version: version ?? '', title, summary, visibility },
            why,
          );
          return deskPage({ kind, number: thing.number })!;
        },
        current: async () => {
          by = await lastEditor(db.read, thing);
          return stored();
        },
      });
    });
  }
};
