import { z } from 'zod';
import { isLanguageTag } from '../../record/vocabulary/languages.ts';
import { dimensions, parseStatistic, statisticKey, type StatisticQuery } from '../../search/statistics/query.ts';
import { sectionKey } from '../publication/change-sections.ts';
import { isDay, isHttpsAddress } from '../publication/input-checks.ts';

export const maxStories = 12;
export const maxNotices = 5;
export const maxSections = 12;

const day = z.string('publishing.front.error.day').trim().refine(isDay, 'publishing.front.error.day');

/** An item that an editor chose. It is shown until the end of the day `until`, in the publication's time zone. */
const chosen = z.object({
  item: z
    .string('publishing.front.error.item_missing')
    .trim()
    .regex(/^(?:article|case|letter)\/[1-9]\d{0,15}$/, 'publishing.front.error.item'),
  until: day.optional(),
});

/** Whether a text is a path of this site, or an https address without a password. */
const isLink = (text: string): boolean => /^\/(?![/\\])[^\s\\]*$/.test(text) || isHttpsAddress(text);

/** The value in place of a statistic if the editor wants no figure. */
export const noFigure = 'none';

/** The key of the statistic that an editor chose. The statistic must have one dimension and no periods. */
const figure = z
  .string()
  .trim()
  .max(1000, 'errors.field.text.long')
  .transform((text, context): string | null => {
    if (!text) return null;
    if (text === noFigure) return noFigure;
    const query = parseStatistic(text);
    if (query && isFigure(query)) return statisticKey(query);
    context.addIssue({ code: 'custom', message: 'publishing.front.error.figure' });
    return z.NEVER;
  });

export const isFigure = ({ by, with: other, over }: StatisticQuery): boolean =>
  by !== null && dimensions().includes(by) && other === null && over === null;

/** What an editor composes. Without a lead or stories, the page shows the newest articles instead. */
export const frontPageSchema = z
  .object({
    lead: chosen.optional(),
    stories: z.array(chosen).max(maxStories, 'publishing.front.error.many').default([]),
    sections: z
      .array(
        z.object({
          section: sectionKey,
          stories: z.coerce
            .number('publishing.front.error.stories')
            .int('publishing.front.error.stories')
            .min(1, 'publishing.front.error.stories')
            .max(6, 'publishing.front.error.stories'),
        }),
      )
      .max(maxSections, 'publishing.front.error.many')
      .default([]),
    notices: z
      .array(
        z.object({
          text: z
            .string('publishing.front.error.notice')
            .trim()
            .min(1, 'publishing.front.error.notice')
            .max(200, 'errors.field.text.long'),
          url: z
            .string()
            .trim()
            .max(500, 'errors.field.text.long')
            .refine(isLink, 'publishing.front.error.url')
            .optional(),
          language: z.string().trim().refine(isLanguageTag, 'errors.field.language.bad').optional(),
          until: day,
        }),
      )
      .max(maxNotices, 'publishing.front.error.many')
      .default([]),
    figure: figure.nullable().default(null),
    /** The editor's own headline of the figure; if it is left out, the headline is calculated. */
    finding: z
      .object({
        text: z
          .string('publishing.front.error.finding_missing')
          .trim()
          .min(1, 'publishing.front.error.finding_missing')
          .max(200, 'errors.field.text.long'),
        language: z.string().trim().refine(isLanguageTag, 'errors.field.language.bad').optional(),
      })
      .optional(),
  })
  .superRefine(({ lead, stories, sections }, context) => {
    const twice = (values: readonly string[], path: (index: number) => (string | number)[], before: string[] = []) =>
      values.forEach((value, index) => {
        if (before.includes(value) || values.indexOf(value) < index)
          context.addIssue({ code: 'custom', path: path(index), message: 'publishing.front.error.twice' });
      });
    twice(
      stories.map((one) => one.item),
      (index) => ['stories', index, 'item'],
      lead ? [lead.item] : [],
    );
    twice(
      sections.map((one) => one.section),
      (index) => ['sections', index, 'section'],
    );
  });
export type FrontPageContent = z.output<typeof frontPageSchema>;
