import { z } from 'zod';
import { noFigure, type FrontPageContent } from '../../../publishing/front-page/content.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import { AppError } from '../../../platform/errors.ts';
import { defineForm } from '../../kit/forms/form.ts';
import { whyField, whySchema } from '../../kit/forms/common-fields.ts';
import type { Picks } from '../../kit/forms/pick.ts';
import { inWords, type PublicationView } from '../../kit/publication.ts';
import { frontKinds } from '../../../publishing/front-page/tables.ts';

/** The id of the `datalist` with suggestions. */
export const suggestions = 'list-front';

const text = z.string().optional();
const chosen = z.object({ item: text, until: text });

const itemField = { kind: 'pick', label: 'publishing.front.field.item', list: suggestions } as const;
const untilField = {
  kind: 'date',
  wholeDay: true,
  yearless: 'future',
  label: 'publishing.front.field.until',
  optional: true,
} as const;

export const frontForm = (t: Translate, paper: PublicationView) =>
  defineForm({
    name: 'front',
    schema: z.object({
      lead: chosen.default({}),
      stories: z.array(chosen).default([]),
      sections: z.array(z.object({ section: text, stories: z.coerce.string().default('3') })).default([]),
      notices: z.array(z.object({ text, url: text, until: text })).default([]),
      figure: z.enum(['usual', 'none', 'own']).default('usual'),
      statistic: text,
      finding: text,
      later: z.object({ day: text, time: text }).default({}),
      why: whySchema,
    }),
    fields: {
      lead: {
        kind: 'section',
        label: 'publishing.front.field.lead',
        fields: {
          item: { ...itemField, hint: 'publishing.front.field.item_hint', optional: true },
          until: { ...untilField, hint: 'publishing.front.field.until_hint' },
        },
      },
      stories: {
        kind: 'rows',
        label: 'publishing.front.field.stories',
        addLabel: 'publishing.front.field.story_add',
        optional: true,
        ordered: true,
        fields: { item: itemField, until: untilField },
      },
      ...(paper.sections.length
        ? {
            sections: {
              kind: 'rows',
              label: 'publishing.front.field.sections',
              addLabel: 'publishing.front.field.section_add',
              optional: true,
              ordered: true,
              fields: {
                section: {
                  kind: 'select',
                  label: 'publishing.front.field.section',
                  empty: 'publishing.publication.article.no_section',
                  optional: true,
                  options: paper.sections.map((one) => ({
                    value: one.key,
                    text: inWords(one.names, t.locale, paper),
                  })),
                },
                stories: {
                  kind: 'select',
                  label: 'publishing.front.field.section_stories',
                  options: ['1', '2', '3', '4', '5', '6'].map((value) => ({ value, text: value })),
                },
              },
            } as const,
          }
        : {}),
      notices: {
        kind: 'rows',
        label: 'publishing.front.field.notices',
        addLabel: 'publishing.front.field.notice_add',
        optional: true,
        ordered: true,
        fields: {
          text: { kind: 'text', label: 'publishing.front.field.notice', maxLength: 200 },
          url: { kind: 'text', label: 'publishing.front.field.notice_url', optional: true },
          until: { kind: 'date', wholeDay: true, yearless: 'future', label: 'publishing.front.field.notice_until' },
        },
      },
      figure: {
        kind: 'radio',
        label: 'publishing.front.field.figure',
        options: (['usual', 'none', 'own'] as const).map((value) => ({
          value,
          label: `publishing.front.field.figure_${value}`,
        })),
      },
      statistic: {
        kind: 'text',
        label: 'publishing.front.field.statistic',
        hint: 'publishing.front.field.statistic_hint',
        optional: true,
      },
      finding: {
        kind: 'text',
        label: 'publishing.front.field.finding',
        hint: 'publishing.front.field.finding_hint',
        maxLength: 200,
        optional: true,
      },
      later: {
        kind: 'section',
        label: 'publishing.front.field.later',
        hint: 'publishing.front.field.later_hint',
        optional: true,
        fields: {
          day: {
            kind: 'date',
            wholeDay: true,
            yearless: 'future',
            label: 'publishing.review.day',
            optional: true,
            width: 'half',
          },
          time: {
            kind: 'text',
            label: 'publishing.review.time',
            hint: 'publishing.review.time_hint',
            optional: true,
            width: 'half',
          },
        },
      },
      why: whyField,
    },
  });
export type FrontInput = z.output<ReturnType<typeof frontForm>['schema']>;

/** The form values for the content of a version. `names` has the texts of pick fields, by ref. */
export function frontValues(content: FrontPageContent, names: ReadonlyMap<string, string>): object {
  const picked = ({ item, until }: { item: string; until?: string }) => ({ item: names.get(item) ?? item, until });
  return {
    ...(content.lead && { lead: picked(content.lead) }),
    stories: content.stories.map(picked),
    sections: content.sections,
    notices: content.notices.map(({ text: words, url, until }) => ({ text: words, url, until })),
    figure: content.figure === null ? 'usual' : content.figure === noFigure ? 'none' : 'own',
    finding: content.finding?.text,
    statistic: content.figure && content.figure !== noFigure ? `/statistics?${content.figure}` : undefined,
  };
}

/**
 * Converts the form's input to the input of the operation.
 * @throws AppError `invalid_input` if the name of an item is ambiguous
 */
export async function contentIn(input: FrontInput, picks: Picks, language: string) {
  const pick = async (path: string, { item, until }: z.output<typeof chosen>) => ({
    item: await picks.read(path, item, { kinds: frontKinds }),
    until: until || undefined,
  });
  const lead = await pick('lead.item', input.lead);
  const stories = [];
  for (const [index, one] of input.stories.entries()) stories.push(await pick(`stories[${index}].item`, one));
  picks.throwIfUnclear();
  if (input.figure === 'own' && !input.statistic)
    throw new AppError('invalid_input', { fields: [{ path: 'statistic', message: 'publishing.front.error.figure' }] });
  return {
    ...(lead.item && { lead: { ...lead, item: lead.item } }),
    stories: stories.map((one) => ({ ...one, item: one.item ?? '' })),
    sections: input.sections.map(({ section, stories: count }) => ({ section: section ?? '', stories: Number(count) })),
    notices: input.notices.map(({ text: words, url, until }) => ({
      text: words ?? '',
      url: url || undefined,
      until: until ?? '',
      language,
    })),
    ...(input.finding && { finding: { text: input.finding, language } }),
    figure: input.figure === 'own' ? input.statistic! : input.figure === 'none' ? noFigure : null,
  };
}
