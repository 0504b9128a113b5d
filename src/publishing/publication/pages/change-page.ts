import { z } from 'zod';
import { editors } from '../../../accounts/tables.ts';
import { AppError } from '../../../platform/errors.ts';
import { defineOperation } from '../../../platform/operation.ts';
import { isLanguageTag } from '../../../record/vocabulary/languages.ts';
import { sectionKey } from '../change-sections.ts';
import { readPage } from './page-text.ts';

export type PageText = { title: string; text: string };

/**
 * Policies that a page of the publication can be about, from the properties of schema.org's NewsMediaOrganization.
 */
export const policies = [
  'ethics',
  'masthead',
  'ownership',
  'verification',
  'unnamed-sources',
  'feedback',
  'diversity',
] as const;
export type Policy = (typeof policies)[number];

/** The message key of a policy. */
export const policyLabel = (policy: Policy): string => `publishing.publication.policy.${policy}`;

export const pageSchema = z.object({
  texts: z
    .record(
      z.string().refine(isLanguageTag, 'errors.field.language.bad'),
      z.object({
        title: z
          .string('publishing.publication.error.page.title_missing')
          .trim()
          .min(1, 'publishing.publication.error.page.title_missing')
          .max(120, 'errors.field.text.long'),
        text: z
          .string()
          .trim()
          .max(50_000, 'errors.field.text.long')
          .refine((text) => readPage(text).problem === null, 'publishing.publication.error.page.link')
          .default(''),
      }),
    )
    .refine((texts) => Object.keys(texts).length > 0, 'publishing.publication.error.page.title_missing'),
  policy: z.enum(policies).nullish(),
  inMenu: z.boolean().default(true),
  public: z.boolean().default(false),
  position: z.number().int().min(0).max(1000).default(0),
});
export type PageInput = z.output<typeof pageSchema>;

/**
 * Creates a page of the publication (`version` 0), or changes one. When a page is no longer public, its URL returns
 * 410.
 * @throws AppError `conflict` if someone saved since `version`; `invalid_input` if the key of a new page is taken, or
 * another page is about the same policy
 */
export const changePage = defineOperation({
  name: 'publishing.changePage',
  permission: editors,
  input: z.object({ key: sectionKey, version: z.coerce.number().int().min(0), to: pageSchema }),
  async write({ tx, input: { key, version, to }, at, change }) {
    const before = await tx.selectFrom('page').selectAll().where('key', '=', key).forUpdate().executeTakeFirst();
    if (before && version === 0)
      throw new AppError('invalid_input', {
        fields: [{ path: 'key', message: 'publishing.publication.error.page.taken' }],
      });
    if ((before?.version ?? 0) !== version) throw new AppError('conflict');
    const same = to.policy
      ? await tx
          .selectFrom('page')
          .select('key')
          .where('policy', '=', to.policy)
          .where('key', '!=', key)
          .executeTakeFirst()
      : undefined;
    if (same)
      throw new AppError('invalid_input', {
        fields: [{ path: 'to.policy', message: 'publishing.publication.error.page.policy' }],
      });
    const row = {
      policy: to.policy ?? null,
      texts: to.texts,
      in_menu: to.inMenu,
      public: to.public,
      position: to.position,
      changed_at: at,
      was_public: to.public || (before?.was_public ?? false),
      version: version + 1,
    };
    await tx
      .insertInto('page')
      .values({ key, ...row })
      .onConflict((conflict) => conflict.column('key').doUpdateSet(row))
      .execute();
    const said = (texts: unknown, one: { public: boolean; inMenu: boolean; policy?: string | null }) => ({
      page: key,
      texts,
      public: one.public,
      inMenu: one.inMenu,
      ...(one.policy && { policy: one.policy }),
    });
    change({
      kind: 'setting',
      thingId: 0,
      action: before ? 'changed' : 'created',
      before: before
        ? said(before.texts, { public: before.public, inMenu: before.in_menu, policy: before.policy })
        : null,
      after: said(to.texts, to),
    });
    return { key, version: version + 1 };
  },
});
