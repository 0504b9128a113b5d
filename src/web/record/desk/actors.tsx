import { z } from 'zod';
import type { Translate } from '../../../platform/messages/messages.ts';
import { changeActor } from '../../../record/actors/change-actor.ts';
import { file } from '../../../record/filing/file.ts';
import { nameLimits, storedNameLimits } from '../../../record/filing/schema.ts';
import { snapshotActor } from '../../../record/projection/snapshots.ts';
import { termKeys } from '../../../record/vocabulary/terms.ts';
import { parseRef, refOf } from '../../../record/refs.ts';
import type { Pages } from '../../kit/context.ts';
import { defineForm } from '../../kit/forms/form.ts';
import { routes } from '../../routes.ts';
import { visibilityField, visibilitySchema, whyField, whySchema } from '../../kit/forms/common-fields.ts';
import { languageOptions, termOptions } from '../forms/values.ts';
import { readSealFor, sealForSchema, sealRules, withSeal } from '../forms/seal-field.ts';
import { formPage, changePage } from '../../kit/pages/form-page.tsx';
import { newUnlessNear, refuseNear, changeThing } from '../forms/form-page.tsx';

/**
 * @param limits the maximum number of names, and of characters in a name; an actor that already exceeds a limit can
 * still be edited (`changeActor`)
 */
const actorForm = (t: Translate, limits: { names: number; letters: number }) =>
  defineForm({
    name: 'actor',
    schema: z.object({
      kind: z.enum(termKeys('actor-kind'), 'errors.field.actorKind.bad'),
      names: z
        .array(
          z.object({
            text: z.string('errors.field.name.missing').max(limits.letters, 'errors.field.actorName.long'),
            kind: z.enum(termKeys('name-kind')).default('alias'),
            language: z.string().max(35).optional(),
          }),
        )
        .min(1, 'errors.field.name.missing')
        .max(limits.names, 'errors.field.actorNames.many'),
      visibility: visibilitySchema,
      sealFor: sealForSchema,
      why: whySchema,
    }),
    fields: {
      kind: {
        kind: 'select',
        label: 'vocabulary.actor-kind',
        empty: 'record.desk.choose',
        options: termOptions('actor-kind'),
      },
      names: {
        kind: 'rows',
        label: 'record.desk.actor.names',
        hint: 'record.desk.actor.names_hint',
        addLabel: 'record.desk.actor.add_name',
        max: limits.names,
        fields: {
          text: { kind: 'text', label: 'record.desk.actor.name' },
          // The first option, "Another name", is the default of a new row.
          kind: {
            kind: 'select',
            label: 'vocabulary.name-kind',
            options: termOptions('name-kind').toSorted(
              (a, b) => Number(b.value === 'alias') - Number(a.value === 'alias'),
            ),
          },
          language: {
            kind: 'select',
            label: 'record.desk.actor.name_language',
            empty: 'record.desk.value.language_unknown',
            options: languageOptions(t),
          },
        },
      },
      visibility: visibilityField,
      why: whyField,
    },
  });

/** The forms that add and edit actors. */
export const actorForms: Pages = (web) => {
  formPage(web, routes.desk.newActor, {
    ...newUnlessNear('actor'),
    operation: file,
    form: (at) => withSeal(at, actorForm(at.t, nameLimits)),
    options: ({ view }) => ({ sealFor: view.sealable }),
    title: 'record.desk.actor.new',
    values: ({ query }) => ({
      kind: query('kind') ?? '',
      names: [{ text: query('q') ?? '', kind: 'preferred' }],
      visibility: 'desk',
    }),
    paths: [...sealRules, [/^actors\.0\./, '']],
    submit: async ({ why, sealFor, ...actor }, { db, run, view, intent }) => {
      const names = actor.names.map((name) => name.text);
      if (intent !== 'anyway') await refuseNear(db, view, { kind: 'actor', names }, 'names');
      const filed = await run(file, { actors: [{ ...actor, sealFor: readSealFor(sealFor) }] }, why);
      return routes.desk.actor({ number: parseRef(filed.actors[0]!)!.number });
    },
  });

  changePage(web, routes.desk.editActor, {
    ...changeThing('actor'),
    operation: changeActor,
    form: ({ t }) => actorForm(t, storedNameLimits),
    title: 'record.desk.actor.change',
    values: async ({ db, view }) => (await snapshotActor(db, view.thing.id)) ?? {},
    paths: [[/^to\./, '']],
    submit: ({ why, sealFor: _, ...to }, { run, view, version }) =>
      run(changeActor, { actor: refOf(view.thing), version, to }, why),
  });
};
