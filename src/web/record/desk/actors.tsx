import { z } from 'zod';
import { run } from '../../../platform/operation.ts';
import { AppError } from '../../../platform/errors.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import { changeActor } from '../../../record/actors/change-actor.ts';
import { file } from '../../../record/filing/file.ts';
import { snapshotActor } from '../../../record/projection/snapshots.ts';
import { termKeys } from '../../../record/vocabulary/terms.ts';
import { parseRef } from '../../../record/refs.ts';
import type { Pages } from '../../kit/context.ts';
import { defineForm, fresh, toTree } from '../../kit/forms/form.ts';
import { handleForm } from '../../kit/forms/handle.ts';
import type { Tree } from '../../kit/forms/tree.ts';
import { routes } from '../../routes.ts';
import { atDesk, demand } from '../../kit/desk/who.ts';
import { findNear, LikeBox, type Near } from '../duplicates/like.tsx';
import { relocated, visibilityField, visibilitySchema, whyField, whySchema } from '../forms/common.tsx';
import { FormPage, lastEditor } from '../forms/form-page.tsx';
import { languageOptions, termOptions } from '../forms/values.ts';
import { loadThing } from '../show/load-thing.ts';

const actorForm = (t: Translate) =>
  defineForm({
    name: 'actor',
    schema: z.object({
      kind: z.enum(termKeys('actor-kind'), 'errors.field.actorKind.bad'),
      names: z
        .array(
          z.object({
            text: z.string('errors.field.name.missing').max(300, 'errors.field.text.long'),
            kind: z.enum(termKeys('name-kind')).default('alias'),
            language: z.string().max(35).optional(),
          }),
        )
        .min(1, 'errors.field.name.missing'),
      visibility: visibilitySchema,
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
        max: 100,
        fields: {
          text: { kind: 'text', label: 'record.desk.actor.name' },
          // An added name is another name until somebody says otherwise.
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

/** Forms of actors. */
export const actorForms: Pages = (web) => {
  web.on(['GET', 'POST'], routes.desk.newActor.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    demand(desk, file);
    const form = actorForm(t);
    let near: Near[] = [];
    return handleForm(c, form, {
      initial: () =>
        fresh({
          kind: c.req.query('kind') ?? '',
          names: [{ text: c.req.query('q') ?? '', kind: 'preferred' }],
          visibility: 'desk',
        }),
      render: (state) => (
        <FormPage
          title={t('record.desk.actor.new')}
          kind="actor"
          form={form}
          state={state}
          more={near.length ? [{ intent: 'anyway', label: 'record.duplicates.like.anyway' }] : []}
        >
          <LikeBox kind="actor" near={near} />
        </FormPage>
      ),
      submit: async ({ why, ...actor }, { intent }) => {
        if (intent !== 'anyway') {
          near = await findNear(desk.app.db.read, { kind: 'actor', names: actor.names.map((name) => name.text) });
          if (near.length)
            throw new AppError('invalid_input', {
              fields: [{ path: 'names', message: 'record.duplicates.error.near' }],
            });
        }
        const filed = await relocated(run(desk.app, file, desk.principal, { actors: [actor] }, why), [
          [/^actors\.0\./, ''],
        ]);
        return routes.desk.actor({ number: parseRef(filed.actors[0]!)!.number });
      },
    });
  });

  web.on(['GET', 'POST'], routes.desk.editActor.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    demand(desk, changeActor);
    const { db } = desk.app;
    const { thing } = await loadThing(db.read, 'actor', routes.desk.editActor.read(c.req.param()).number);
    if (thing.visibility === 'sealed') throw new AppError('sealed');
    const ref = `actor/${thing.number}`;
    const form = actorForm(t);
    const stored = async (): Promise<Tree> => toTree(await snapshotActor(db.read, thing.id)) as Tree;
    let by: string | undefined;
    return handleForm(c, form, {
      initial: async () => fresh(await stored(), { version: String(thing.version) }),
      render: (state) => (
        <FormPage title={t('record.desk.actor.change')} kind="actor" thing={thing} form={form} state={state} by={by} />
      ),
      submit: async ({ why, ...to }, { version }) => {
        await relocated(run(desk.app, changeActor, desk.principal, { actor: ref, version: version ?? '', to }, why), [
          [/^to\./, ''],
        ]);
        return routes.desk.actor({ number: thing.number });
      },
      current: async () => {
        by = await lastEditor(db.read, thing);
        const now = await loadThing(db.read, 'actor', thing.number);
        return { values: await stored(), version: String(now.thing.version) };
      },
    });
  });
};
