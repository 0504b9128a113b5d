import { z } from 'zod';
import { changeCaseEntry } from '../../../record/case-entries/change-case-entry.ts';
import { file } from '../../../record/filing/file.ts';
import type { FilingInput } from '../../../record/filing/schema.ts';
import { parseRef, refOf } from '../../../record/refs.ts';
import type { Pages } from '../../kit/context.ts';
import { defineForm, type Fields } from '../../kit/forms/form.ts';
import { routes } from '../../routes.ts';
import { titleSchema, visibilityField, visibilitySchema, whyField, whySchema } from '../../kit/forms/common-fields.ts';
import { pickTexts } from '../../kit/forms/pick.ts';
import { deskPage } from './links.ts';
import { formPage, changePage } from '../../kit/form-page.tsx';
import { newUnlessNear, newThing, refuseNear, changeThing } from '../forms/form-page.tsx';

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
export const caseEntryForms: Pages = (web) => {
  for (const kind of Object.keys(kinds) as Kind[]) {
    const { create, edit, parent } = kinds[kind];

    formPage(web, create, {
      ...(kind === 'case' ? newUnlessNear('case') : { ...newThing(kind), load: async () => ({ near: [] }) }),
      operation: file,
      form: dossierForm(kind, false),
      title: `record.desk.${kind}.new`,
      save: kind === 'case' ? 'record.desk.save' : 'record.desk.dossier.save_and_facts',
      lists: parent ? [parent] : undefined,
      values: async ({ db, asked }) => ({
        visibility: 'desk',
        parent: parent && [...(await pickTexts(db, [asked(parent)])).values()][0],
      }),
      paths: [
        [/^proceedings\.0\.case$|^events\.0\.case$|^charges\.0\.proceeding$|^orders\.0\.proceeding$/, 'parent'],
        [kind === 'proceeding' ? /^(charges|orders)\.(\d+)\./ : /^nothing/, '$1[$2].'],
        [/^\w+\.0\./, ''],
      ],
      submit: async (typed, { db, run, picks, view, intent }) => {
        if (kind === 'case' && intent !== 'anyway') await refuseNear(db, view, { kind, title: typed.title }, 'title');
        const within = parent ? await picks.read('parent', typed.parent, { kinds: [parent] }) : undefined;
        picks.throwIfUnclear();
        const filed = await run(file, filingOf(kind, typed, within), typed.why);
        const made = parseRef(filed[`${kind}s`][0]!)!;
        return kind === 'case' ? deskPage(made) : routes.desk.facts({ kind, number: made.number });
      },
    });

    changePage(web, edit, {
      ...changeThing(kind),
      operation: changeCaseEntry,
      form: dossierForm(kind, true),
      title: `record.desk.${kind}.change`,
      values: async ({ db, view: { thing } }) => {
        const row: { title: string; summary?: string | null } = await db
          .selectFrom(kind)
          .selectAll()
          .where('id', '=', thing.id)
          .executeTakeFirstOrThrow();
        return { title: row.title, summary: row.summary, visibility: thing.visibility };
      },
      submit: ({ title, summary, visibility, why }, { run, view, version }) =>
        run(changeCaseEntry, { thing: refOf(view.thing), version, title, summary, visibility }, why),
    });
  }
};
