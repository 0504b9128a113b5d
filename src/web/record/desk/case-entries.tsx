import { z } from 'zod';
import { changeCaseEntry } from '../../../record/cases/change-case-entry.ts';
import { file } from '../../../record/filing/file.ts';
import type { FilingInput } from '../../../record/filing/schema.ts';
import { caseParts, perList, proceedingParts, type ProceedingPart } from '../../../record/kinds/parts.ts';
import { parseRef, refOf } from '../../../record/refs.ts';
import type { Pages } from '../../kit/context.ts';
import { defineForm, type Fields } from '../../kit/forms/form.ts';
import { routes } from '../../routes.ts';
import { titleSchema, visibilityField, visibilitySchema, whyField, whySchema } from '../../kit/forms/common-fields.ts';
import { pickTexts } from '../../kit/forms/pick.ts';
import { partRoutes } from '../routes.ts';
import { teamOptions, teamSchema, withTeam } from '../teams/team-field.ts';
import { deskPage } from './links.ts';
import { formPage, changePage } from '../../kit/pages/form-page.tsx';
import { newUnlessNear, newThing, refuseNear, changeThing } from '../forms/form-page.tsx';

/** The kinds of case entries. The forms here are only for titles and summaries, because facts come from claims. */
const kinds = [{ name: 'case', list: 'cases', parent: null } as const, ...caseParts];
type Entry = (typeof kinds)[number];
type Kind = Entry['name'];

const titles = ({ name, list }: ProceedingPart) =>
  ({
    kind: 'rows',
    label: `record.desk.kinds.${name}`,
    hint: `record.desk.proceeding.${list}_hint`,
    addLabel: `record.desk.proceeding.add_${list}`,
    optional: true,
    max: 50,
    fields: { title: { kind: 'text', label: 'record.desk.dossier.title' } },
  }) as const;
const titleRows = z.array(z.object({ title: titleSchema })).default([]);
/** The kinds of parts that can be created together with a new proceeding. Empty for every other form. */
const creatableParts = (kind: Kind, change: boolean) => (kind === 'proceeding' && !change ? proceedingParts : []);

function entryForm({ name: kind, parent }: Entry, change: boolean) {
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
    ...Object.fromEntries(creatableParts(kind, change).map((part) => [part.list, titles(part)])),
    visibility: visibilityField,
    why: whyField,
  };
  return defineForm({
    name: kind,
    schema: z.object({
      parent: parent && !change ? z.string('record.desk.dossier.parent_missing').max(700) : z.undefined().optional(),
      title: titleSchema,
      summary: z.string().max(20_000, 'errors.field.text.long').optional(),
      ...perList(() => titleRows),
      visibility: visibilitySchema,
      team: teamSchema,
      why: whySchema,
    }),
    fields,
    collapsed: { names: ['why'] },
  });
}

type Input = z.output<ReturnType<typeof entryForm>['schema']>;

function filingOf({ name, list, parent }: Entry, input: Input, above: string | undefined): FilingInput {
  const { title, summary, visibility } = input;
  if (!parent) return { cases: [{ title, summary, visibility }] };
  const parts = creatableParts(name, false).map((part) => [
    part.list,
    input[part.list].map((row) => ({ title: row.title, visibility, proceeding: '#own' })),
  ]);
  return { [list]: [{ key: 'own', title, visibility, [parent]: above }], ...Object.fromEntries(parts) } as FilingInput;
}

/** The forms that add and edit cases and their parts. */
export const caseEntryForms: Pages = (web) => {
  for (const entry of kinds) {
    const { name: kind, list, parent } = entry;
    const { create, edit } =
      kind === 'case' ? { create: routes.desk.newCase, edit: routes.desk.editCase } : partRoutes(kind);

    formPage(web, create, {
      ...(kind === 'case'
        ? newUnlessNear('case')
        : { ...newThing(kind), load: async () => ({ near: [], sealable: [] }) }),
      operation: file,
      form: ({ c }) => (kind === 'case' ? withTeam(c, entryForm(entry, false), 'why') : entryForm(entry, false)),
      options: ({ db, principal, t }) => (kind === 'case' ? teamOptions(db, principal, t) : {}),
      title: `record.desk.${kind}.new`,
      save: kind === 'case' ? 'record.desk.save' : 'record.desk.dossier.save_and_facts',
      lists: parent ? [parent] : undefined,
      values: async ({ db, asked }) => ({
        visibility: 'desk',
        parent: parent && [...(await pickTexts(db, [asked(parent)])).values()][0],
      }),
      paths: [
        [new RegExp(`^${list}\\.0\\.${parent}$`), 'parent'],
        [new RegExp(`^${list}\\.0\\.`), ''],
        [/^(\w+)\.(\d+)\./, '$1[$2].'],
      ],
      submit: async (input, { db, run, picks, view, intent }) => {
        if (kind === 'case' && intent !== 'anyway') await refuseNear(db, view, { kind, title: input.title }, 'title');
        const within = parent ? await picks.read('parent', input.parent, { kinds: [parent] }) : undefined;
        picks.throwIfUnclear();
        const filed = await run(file, { ...filingOf(entry, input, within), team: input.team }, input.why);
        const created = parseRef(filed[list][0]!)!;
        return kind === 'case' ? deskPage(created) : routes.desk.facts({ kind, number: created.number });
      },
    });

    changePage(web, edit, {
      ...changeThing(kind),
      operation: changeCaseEntry,
      form: entryForm(entry, true),
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
