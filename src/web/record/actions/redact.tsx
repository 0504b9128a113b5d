import { z } from 'zod';
import { isEditor } from '../../../accounts/tables.ts';
import { stripPackage } from '../../../evidence/package/strip-package.ts';
import { AppError } from '../../../platform/errors.ts';
import { surnamesOf } from '../../../record/actors/names/surnames.ts';
import { redactPermission, redactPerson } from '../../../record/protection/redact.ts';
import {
  demandRedaction,
  familyOf,
  previewRedaction,
  sameWords,
  wordsOf,
  type Loss,
} from '../../../record/protection/redaction-words.ts';
import { refOf } from '../../../record/refs.ts';
import { VisibilityBadge } from '../../kit/components/values.tsx';
import { Dotted, Notice } from '../../kit/components/page-parts.tsx';
import { defineForm, type FormState } from '../../kit/forms/form.ts';
import { useWords } from '../../kit/view.tsx';
import { routes } from '../../routes.ts';
import { formPage } from '../../kit/pages/form-page.tsx';
import { briefTitle, deskPage } from '../desk/links.ts';
import { loadActionTarget, actionRoute, actionPage } from './act-page.tsx';
import type { Pages } from '../../kit/context.ts';

const redactForm = defineForm({
  name: 'redact',
  schema: z.object({
    alsoErase: z
      .array(
        z.object({ text: z.string().trim().min(3, 'errors.field.redact.short').max(300, 'errors.field.text.long') }),
      )
      .default([]),
    ground: z
      .string('errors.field.reason.short')
      .min(10, 'errors.field.reason.short')
      .max(2000, 'errors.field.text.long'),
    confirm: z.string().max(400).default(''),
    shown: z.string().default(''),
  }),
  fields: {
    alsoErase: {
      kind: 'rows',
      label: 'record.desk.redact.also',
      hint: 'record.desk.redact.also_hint',
      addLabel: 'record.desk.redact.add',
      optional: true,
      max: 50,
      fields: { text: { kind: 'text', label: 'record.desk.redact.text' } },
    },
    ground: { kind: 'textarea', label: 'record.desk.redact.ground', hint: 'record.desk.redact.ground_hint', rows: 2 },
    confirm: {
      kind: 'text',
      label: 'record.desk.redact.confirm',
      hint: 'record.desk.redact.confirm_hint',
      spellcheck: false,
    },
    shown: { kind: 'hidden' },
  },
});

/** The additional words to erase that the form contains now. */
const enteredWords = ({ values: { alsoErase } }: FormState): string[] =>
  Object.values(alsoErase ?? {}).flatMap((row) =>
    typeof row === 'object' && 'text' in row && typeof row.text === 'string' ? [row.text.trim()] : [],
  );

/** The words as the value of a hidden field, so that the redaction removes exactly the words that the page shows. */
const joined = (words: readonly string[]): string => JSON.stringify(words);
function split(shown: string): string[] {
  try {
    return z.array(z.string()).parse(JSON.parse(shown));
  } catch {
    return [];
  }
}

/** The maximum number of items that the page lists. */
const maxItems = 500;

/**
 * Redacts a person for good. The page shows which words will be removed from which items. To prevent accidents, the
 * user must type the name of the person.
 */
export const redactPages: Pages = (web) => {
  formPage(web, actionRoute('redact'), {
    ...actionPage('redact'),
    load: async (at) => {
      const target = await loadActionTarget(at);
      if (target.thing.kind !== 'actor') throw new AppError('not_found');
      await demandRedaction(at.db, at.principal, target.thing);
      // Texts often use only the surname. So the form also suggests the surname, which the user can remove.
      const surnames = await surnamesOf(at.db, target.thing.id);
      return {
        ...target,
        surnames,
        family: await familyOf(at.db, target.thing.id),
        confirmation: target.thing.visibility === 'sealed' ? refOf(target.thing) : target.title,
      };
    },
    operation: redactPermission,
    form: redactForm,
    save: 'record.desk.redact.submit',
    more: [{ intent: 'look', label: 'record.desk.redact.look' }],
    values: ({ t, view: { surnames } }) => ({
      ground: t('record.desk.redact.ground_usual'),
      ...(surnames.own.length && { alsoErase: surnames.own.map((text) => ({ text })) }),
    }),
    derive: async ({ db, state, view: { family } }) => ({
      values: { shown: joined(await wordsOf(db, family, enteredWords(state))) },
    }),
    body: async (form, { t, db, state, principal, view: { surnames, confirmation, family } }) => {
      const words = await wordsOf(db, family, enteredWords(state));
      return (
        <>
          <Notice kind="warning" title={t('record.desk.redact.warning')}>
            <p>{t('record.desk.redact.warning_lead')}</p>
          </Notice>
          <RemovedWords words={words} {...await previewRedaction(db, family, words)} />
          {isEditor(principal) ? null : <p class="hint">{t('record.desk.redact.officer')}</p>}
          {surnames.shared.length ? (
            <p class="hint">
              {t('record.desk.redact.shared', { names: new Intl.ListFormat(t.locale).format(surnames.shared) })}
            </p>
          ) : null}
          <p>
            {t('record.desk.redact.type_this')} <strong class="typed">{confirmation}</strong>
          </p>
          {form}
        </>
      );
    },
    submit: async (input, { t, db, app, principal, intent, again, view: { thing, confirmation, family } }) => {
      const texts = input.alsoErase.map((one) => one.text);
      if (intent === 'look') return again();
      const shown = split(input.shown);
      if (!sameWords(shown, await wordsOf(db, family, texts)))
        return again({ problem: t('errors.field.redact.changed') });
      if (input.confirm.normalize('NFC').trim() !== confirmation.normalize('NFC').trim())
        throw new AppError('invalid_input', {
          fields: [
            {
              path: 'confirm',
              message: `record.desk.redact.confirm_${input.confirm.trim() ? 'wrong' : 'missing'}`,
            },
          ],
        });
      const redaction = { actor: refOf(thing), alsoErase: texts, ground: input.ground, shown };
      await redactPerson(app, principal, redaction, stripPackage);
      return routes.desk.actors();
    },
  });
};

/** The words that the redaction removes, and the items that contain them. */
function RemovedWords({
  words,
  losses,
  elsewhere,
}: {
  words: readonly string[];
  losses: readonly Loss[];
  elsewhere: number;
}) {
  const t = useWords();
  return (
    <section class="flow" aria-labelledby="losses">
      <h2 id="losses">{t('record.desk.redact.losses')}</h2>
      <p>{t('record.desk.redact.losses_lead')}</p>
      <ul class="list">
        {words.map((word) => {
          const counts = losses.flatMap((loss) => loss.words.flatMap((one) => (one.word === word ? [one.places] : [])));
          return (
            <li>
              <strong class="typed">{word}</strong>{' '}
              {t('record.desk.redact.places', {
                places: counts.reduce((sum, count) => sum + count, 0),
                items: counts.length,
              })}
            </li>
          );
        })}
      </ul>
      <details open={losses.length <= 50}>
        <summary>{t('record.desk.redact.items', { count: losses.length })}</summary>
        <ul class="list">
          {losses.slice(0, maxItems).map(({ brief, words: lost, names, file }) => (
            <li>
              {t(`record.desk.kind.${brief.kind}`)} {brief.number}:{' '}
              {deskPage(brief) ? <a href={deskPage(brief)}>{briefTitle(t, brief)}</a> : briefTitle(t, brief)}{' '}
              <VisibilityBadge visibility={brief.visibility} />
              <p class="muted">
                <Dotted
                  parts={[
                    ...lost.map(({ word, places }) => t('record.desk.redact.lost', { word, places })),
                    ...(names ? [t(`record.desk.redact.${brief.kind === 'photo' ? 'photo' : 'names'}`)] : []),
                    ...(file ? [t('record.desk.redact.file')] : []),
                  ]}
                />
              </p>
            </li>
          ))}
        </ul>
        {losses.length > maxItems ? <p>{t('record.desk.redact.more', { count: losses.length - maxItems })}</p> : null}
      </details>
      {elsewhere ? <p>{t('record.desk.redact.elsewhere', { count: elsewhere })}</p> : null}
      <p>{t('record.desk.redact.not_listed')}</p>
    </section>
  );
}
