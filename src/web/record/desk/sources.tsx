import { z } from 'zod';
import type { Reader } from '../../../platform/database/tx.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import { changeSource } from '../../../record/sources/change-source.ts';
import { file } from '../../../record/filing/file.ts';
import { fileAndChange } from '../../../record/filing/file-and-change.ts';
import type { Thing } from '../../../record/things.ts';
import { addressTaken } from '../../../record/duplicates/similar-to-form.ts';
import { snapshotSource } from '../../../record/projection/snapshots.ts';
import { loadBriefs } from '../../../record/views/briefs.ts';
import { parseRef, refOf } from '../../../record/refs.ts';
import { termKeys } from '../../../record/vocabulary/terms.ts';
import type { Pages } from '../../kit/context.ts';
import { defineForm } from '../../kit/forms/form.ts';
import type { Tree } from '../../kit/forms/tree.ts';
import { routes } from '../../routes.ts';
import { titleSchema, visibilityField, visibilitySchema, whyField, whySchema } from '../../kit/forms/common-fields.ts';
import { anyActor, Picks, pickText } from '../../kit/forms/pick.ts';
import { languageOptions, termOptions } from '../forms/values.ts';
import { teamOptions, teamSchema, withTeam } from '../teams/team-field.ts';
import { readSealFor, sealForSchema, sealRules, withSeal } from '../forms/seal-field.ts';
import { formPage, changePage } from '../../kit/pages/form-page.tsx';
import { newUnlessNear, refuseNear, changeThing } from '../forms/form-page.tsx';

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
      team: teamSchema,
      sealFor: sealForSchema,
      why: whySchema,
    }),
    fields: {
      title: { kind: 'text', label: 'record.desk.source.title' },
      kind: { kind: 'select', label: 'vocabulary.source-kind', options: termOptions('source-kind') },
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
        hint: 'kit.date.hint',
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
    collapsed: { names: ['language', 'derivedFrom', 'note', 'why'] },
  });

type Input = z.output<ReturnType<typeof sourceForm>['schema']>;

async function readSource(picks: Picks, input: Input) {
  const { why: _, team: __, sealFor: ___, addresses, publisher, derivedFrom, ...rest } = input;
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

/** The values of an existing source in the form, without the addresses and derivations of merged sources. */
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

/** The forms that add and edit sources. */
export const sourceForms: Pages = (web) => {
  formPage(web, routes.desk.newSource, {
    ...newUnlessNear('source'),
    operation: file,
    form: (at) => withSeal(at, withTeam(at.c, sourceForm(at.t), 'why')),
    options: async ({ db, principal, t, view }) => ({
      ...(await teamOptions(db, principal, t)),
      sealFor: view.sealable,
    }),
    title: 'record.desk.source.new',
    lists: ['actor', 'source'],
    values: () => ({ kind: 'article', visibility: 'desk' }),
    paths: [...sealRules, ...rules],
    submit: async (input, { db, run, picks, view, intent }) => {
      const addresses = input.addresses.map((one) => one.url);
      if (intent !== 'anyway' && !(await addressTaken(db, addresses)))
        await refuseNear(db, view, { kind: 'source', title: input.title, addresses }, 'title');
      const source = await readSource(picks, input);
      const sealFor = readSealFor(input.sealFor);
      const actors = picks.actors().map((actor) => ({ ...actor, sealFor }));
      const filed = await run(file, { actors, sources: [{ ...source, sealFor }], team: input.team }, input.why);
      return routes.desk.source({ number: parseRef(filed.sources[0]!)!.number });
    },
  });

  changePage(web, routes.desk.editSource, {
    ...changeThing('source'),
    operation: changeSource,
    form: ({ t }) => sourceForm(t),
    title: 'record.desk.source.change',
    lists: ['actor', 'source'],
    values: ({ db, view }) => storedSource(db, view.thing),
    paths: rules,
    submit: async (input, { run, picks, view, version }) => {
      const changeSources = [{ source: refOf(view.thing), version, to: await readSource(picks, input) }];
      return run(fileAndChange, { filing: { actors: picks.actors() }, changeSources }, input.why);
    },
  });
};
