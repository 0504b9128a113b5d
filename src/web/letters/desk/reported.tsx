import { z } from 'zod';
import { changeReportedLetter } from '../../../letters/reported/change-letter.ts';
import { createReportedLetters } from '../../../letters/reported/create-letters.ts';
import { loadLetter } from '../../../letters/views/letter.ts';
import type { Pages } from '../../kit/context.ts';
import { defineForm } from '../../kit/forms/form.ts';
import { routes } from '../../routes.ts';
import { languageSchema } from '../../law/desk/forms.ts';
import { titleSchema, visibilityField, visibilitySchema, whyField, whySchema } from '../../kit/forms/common-fields.ts';
import { pickText, pickTexts, type Picks } from '../../kit/forms/pick.ts';
import { letterCrumbs } from './begin.tsx';
import { loadThing } from '../../record/show/load-thing.ts';
import { formPage, changePage } from '../../kit/pages/form-page.tsx';

const form = defineForm({
  name: 'letter',
  schema: z.object({
    title: titleSchema,
    language: languageSchema,
    events: z
      .array(z.object({ event: z.string().max(700, 'errors.field.text.long').optional() }))
      .max(50)
      .default([]),
    source: z.string().max(700, 'errors.field.text.long').optional(),
    visibility: visibilitySchema,
    why: whySchema,
  }),
  fields: {
    title: { kind: 'text', label: 'letters.desk.letter_title', hint: 'letters.desk.letter_title_hint' },
    language: { kind: 'text', label: 'letters.desk.language', width: 'third' },
    events: {
      kind: 'rows',
      label: 'letters.desk.events',
      hint: 'letters.desk.events_hint',
      addLabel: 'letters.desk.add_event',
      min: 1,
      max: 50,
      fields: { event: { kind: 'pick', label: 'letters.desk.event', list: 'list-event' } },
    },
    source: {
      kind: 'pick',
      label: 'letters.desk.source',
      hint: 'letters.desk.source_hint',
      optional: true,
      list: 'list-source',
    },
    visibility: visibilityField,
    why: whyField,
  },
});

const rules = [
  [/^(?:letters\.0|to)\.events(?:\.(\d+))?$/, 'events'],
  [/^(?:letters\.0|to)\./, ''],
] as const;

const shared = { form, save: 'letters.desk.save', lists: ['event', 'source'], paths: rules } as const;

/** The forms that create and edit a letter known from sources. */
export const reportedLetterPages: Pages = (web) => {
  formPage(web, routes.desk.newReportedLetter, {
    ...shared,
    operation: createReportedLetters,
    title: 'letters.desk.new_reported',
    home: () => routes.desk.letters(),
    crumbs: ({ t }) => letterCrumbs(t),
    lead: 'letters.desk.new_reported_lead',
    values: async ({ t, db, asked }) => ({
      language: t.locale,
      visibility: 'desk',
      events: [{ event: [...(await pickTexts(db, [asked('event')])).values()][0] }],
    }),
    submit: async ({ why, ...input }, { run, picks }) => {
      const letter = await read(picks, input);
      const { letters } = await run(createReportedLetters, { letters: [letter] }, why);
      return routes.desk.letter({ number: Number(letters[0]!.split('/')[1]) });
    },
  });
  changePage(web, routes.desk.editReportedLetter, {
    ...shared,
    operation: changeReportedLetter,
    title: 'letters.desk.edit',
    load: async ({ db, params }) => loadLetter(db, (await loadThing(db, 'letter', params.number)).thing, 'desk'),
    home: ({ view }) => routes.desk.letter({ number: view.brief.number }),
    crumbs: ({ t, view }) => letterCrumbs(t, view.brief),
    values: ({ view: { brief, language, events, source } }) => ({
      title: brief.title,
      language,
      events: events.map(({ event }) => ({ event: pickText(event) })),
      source: source && pickText(source.brief),
      visibility: brief.visibility,
    }),
    submit: async ({ why, ...input }, { run, picks, view, version }) =>
      run(changeReportedLetter, { letter: view.brief.ref!, version, to: await read(picks, input) }, why),
  });
};

async function read(picks: Picks, { events, source, ...input }: Omit<z.output<typeof form.schema>, 'why'>) {
  const refs: string[] = [];
  for (const [index, { event }] of events.entries()) {
    const ref = await picks.read(`events[${index}].event`, event, { kinds: ['event'] });
    if (ref) refs.push(ref);
  }
  const named = await picks.read('source', source, { kinds: ['source'] });
  picks.throwIfUnclear();
  return { ...input, events: refs, source: named };
}
