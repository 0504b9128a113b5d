import { z } from 'zod';
import { changeReportedLetter } from '../../../letters/reported/change-letter.ts';
import { createReportedLetters } from '../../../letters/reported/create-letters.ts';
import { loadLetter, type LetterView } from '../../../letters/views/letter.ts';
import { run } from '../../../platform/operation.ts';
import { findThing } from '../../../record/refs.ts';
import { loadBriefs } from '../../../record/views/briefs.ts';
import type { Pages } from '../../kit/context.ts';
import { defineForm } from '../../kit/forms/form.ts';
import { routes } from '../../routes.ts';
import type { Desk } from '../../kit/desk/who.ts';
import { languageSchema } from '../../law/desk/forms.ts';
import {
  relocated,
  titleSchema,
  visibilityField,
  visibilitySchema,
  whyField,
  whySchema,
} from '../../record/forms/common.tsx';
import { pickText, type Picks } from '../../record/forms/pick.ts';
import { thingAt } from '../../record/show/at.ts';
import { changePage, newPage } from '../../kit/form-page.tsx';

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

/** A letter that is known from sources: making one, and changing what the desk says of it. */
export const reportedLetterPages: Pages = (web) => {
  newPage(web, routes.desk.newReportedLetter.pattern, {
    operation: createReportedLetters,
    form,
    title: 'letters.desk.new_reported',
    save: 'letters.desk.save',
    picks: true,
    lists: ['event', 'source'],
    home: () => routes.desk.letters(),
    crumbs: (t) => [{ label: t('letters.title'), href: routes.desk.letters() }],
    lead: (t) => <p class="lead">{t('letters.desk.new_reported_lead')}</p>,
    begin: async (desk: Desk, _params, query): Promise<string | undefined> => {
      const thing =
        Number(query('event')) > 0 ? await findThing(desk.app.db.read, 'event', Number(query('event'))) : undefined;
      const brief = thing && (await loadBriefs(desk.app.db.read, [thing.id], 'desk')).get(thing.id);
      return brief && !brief.hidden ? pickText(brief) : undefined;
    },
    values: (event, _desk, t) => ({ language: t.locale, visibility: 'desk', events: [{ event }] }),
    submit: async (desk, picks, { why, ...typed }) => {
      const letter = await read(picks, typed);
      const { letters } = await relocated(
        run(desk.app, createReportedLetters, desk.principal, { letters: [letter] }, why),
        rules,
      );
      return routes.desk.letter({ number: Number(letters[0]!.split('/')[1]) });
    },
  });
  changePage(web, routes.desk.editReportedLetter, {
    operation: changeReportedLetter,
    form,
    title: 'letters.desk.edit',
    save: 'letters.desk.save',
    picks: true,
    lists: ['event', 'source'],
    home: (letter: LetterView) => routes.desk.letter({ number: letter.brief.number }),
    crumbs: (t, letter: LetterView) => [
      { label: t('letters.title'), href: routes.desk.letters() },
      { label: letter.brief.title, href: routes.desk.letter({ number: letter.brief.number }) },
    ],
    load: async (desk: Desk, number) =>
      loadLetter(desk.app.db.read, (await thingAt(desk.app.db.read, 'letter', number)).thing, 'desk'),
    values: (letter) => ({
      title: letter.brief.title,
      language: letter.language,
      events: letter.events.map(({ event }) => ({ event: pickText(event) })),
      source: letter.source ? pickText(letter.source.brief) : undefined,
      visibility: letter.brief.visibility,
    }),
    submit: async (desk, picks, { why, ...typed }, letter, version) =>
      relocated(
        run(
          desk.app,
          changeReportedLetter,
          desk.principal,
          { letter: letter.brief.ref!, version, to: await read(picks, typed) },
          why,
        ),
        rules,
      ),
  });
};

async function read(picks: Picks, { events, source, ...typed }: Omit<z.output<typeof form.schema>, 'why'>) {
  const refs: string[] = [];
  for (const [index, { event }] of events.entries()) {
    const ref = await picks.read(`events[${index}].event`, event, { kinds: ['event'] });
    if (ref) refs.push(ref);
  }
  const named = await picks.read('source', source, { kinds: ['source'] });
  picks.throwIfUnclear();
  return { ...typed, events: refs, source: named };
}
