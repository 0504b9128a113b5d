import type { Child } from 'hono/jsx';
import { maxLawBytes, importLaw } from '../../../law/import/import-law.ts';
import { createLaws } from '../../../law/create-laws.ts';
import type { DocumentInstruction, LawDocument } from '../../../law/akn/document.ts';
import { readLawInChild } from '../../../law/import/law-reader.ts';
import type { LawRead } from '../../../law/import/read-law.ts';
import { lawDates } from '../../../law/views/head.ts';
import { AppError } from '../../../platform/errors.ts';
import { countryName } from '../../../record/vocabulary/countries.ts';
import { languageName } from '../../../record/vocabulary/languages.ts';
import { termLabel } from '../../../record/vocabulary/terms.ts';
import { EdtfDate } from '../../kit/components/values.tsx';
import type { Pages } from '../../kit/context.ts';
import { routes } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import { Section } from '../../record/show/parts.tsx';
import { Lines } from '../../requests/parts.tsx';
import { newLawForm } from './forms.ts';
import { formPage } from '../../kit/pages/form-page.tsx';

/** Maximum size (bytes) of a file whose text the form shows for correction, if it cannot be parsed as a law. */
const maxShownBytes = 500_000;

/** The form that imports a law. One button shows what was read from the document; another saves the law. */
export const newLawPage: Pages = (web) => {
  formPage(web, routes.desk.newLaw, {
    operation: importLaw,
    load: async (): Promise<{ read?: LawRead }> => ({}),
    form: newLawForm,
    title: 'law.desk.new',
    crumbs: ({ t }) => [{ label: t('law.title'), href: routes.desk.laws() }],
    lead: 'law.desk.new_lead',
    lists: ['source', 'actor'],
    values: () => ({ language: 'en', visibility: 'desk' }),
    save: 'law.desk.bring_in',
    more: [{ intent: 'look', label: 'law.desk.look' }],
    home: () => routes.desk.laws(),
    body: (form, { view: { read } }) => (
      <>
        {read ? <ReadDocument read={read} /> : null}
        {form}
      </>
    ),
    paths: [
      [/^source\.title$/, 'sourceTitle'],
      [/^(source\.addresses|filing\.sources\.0\.addresses).*$|^sources\.0\..*$/, 'sourceUrl'],
      [/^(elis|eclis|enactedBy)\..*$/, '$1'],
    ],
    submit: async (
      { content: pasted, file, source: picked, sourceTitle, sourceUrl, country, enactedBy: enactor, why, ...lawInput },
      { run, picks, view, intent, values, again },
    ) => {
      if (file && file.size > maxLawBytes) throw new AppError('too_large', { details: { limit: '20 MB' } });
      const content = file ? await file.text() : (pasted ?? '');
      // Browsers forget the selected file when a form is shown again, so its text is copied to the text field. If a
      // large file cannot be parsed, its text is not copied, because it is too long to be corrected there.
      const mayShow = file && file.size <= maxShownBytes;
      if (mayShow) values.content = content;
      if (content) {
        try {
          view.read = await readLawInChild(content, lawInput.language);
          if (file) values.content = content;
        } catch (thrown) {
          if (thrown instanceof AppError && /^(?:law|reading)_/.test(thrown.code))
            throw new AppError('invalid_input', {
              fields: [
                {
                  path: file && !mayShow ? 'file' : 'content',
                  message: `errors.${thrown.code}`,
                  params: thrown.details,
                },
              ],
            });
          throw thrown;
        }
        if (intent === 'look') return again({ values: { ...values, file: undefined } });
      } else if (intent === 'look')
        throw new AppError('invalid_input', { fields: [{ path: 'content', message: 'errors.field.law.content' }] });
      const source = await picks.read('source', picked, { kinds: ['source'] });
      const enacted = await picks.read('enactedBy', enactor, { kinds: ['actor'], make: ['authority'] });
      picks.throwIfUnclear();
      const enactedBy = picks.made.find((one) => `#${one.key}` === enacted)?.name ?? enacted;
      const visibility = lawInput.visibility;
      const from =
        source ??
        (sourceTitle
          ? {
              kind: 'law-text',
              title: sourceTitle,
              language: lawInput.language,
              addresses: sourceUrl ? [sourceUrl] : [],
              visibility,
            }
          : undefined);
      const hasFacts = Boolean(
        enactedBy ||
        country ||
        lawInput.kind ||
        lawInput.number ||
        lawInput.elis.length ||
        lawInput.eclis.length ||
        lawInput.adopted ||
        lawInput.signed ||
        lawInput.inForce,
      );
      const addressOfLaw = ({ laws }: { laws: readonly string[] }): string =>
        routes.desk.law({ number: Number(laws[0]!.split('/')[1]) });
      if (!content && !from && !hasFacts) {
        // If there is neither a text nor a source nor a fact, only the law's title is saved, so that claims can refer
        // to the law.
        if (!lawInput.title)
          throw new AppError('invalid_input', { fields: [{ path: 'title', message: 'errors.field.title.missing' }] });
        const { title, language } = lawInput;
        return addressOfLaw(await run(createLaws, { laws: [{ title, language, visibility }] }, why));
      }
      if (!from)
        throw new AppError('invalid_input', { fields: [{ path: 'source', message: 'law.desk.source_missing' }] });
      return addressOfLaw(
        await run(
          importLaw,
          {
            ...lawInput,
            ...(country && { country }),
            ...(enactedBy && { enactedBy: [enactedBy] }),
            ...(content && { content }),
            source: from,
          },
          why,
        ),
      );
    },
  });
};

/** What was read from the document: its data, its provisions, and what cannot be imported unchanged. */
function ReadDocument({ read: { document, lost } }: { read: LawRead }) {
  const { t } = useView();
  const parts = document.changes.flatMap((change) =>
    change.instructions.filter((one) => one.act === 'enacts' || one.act === 'inserts'),
  );
  const words = (one: DocumentInstruction): string => [one.label, one.texts?.[0]?.heading].filter(Boolean).join(' ');
  return (
    <Section id="read" title={t('law.desk.read')}>
      <p role="status">
        {document.title ? `${document.title}: ` : ''}
        {t('law.desk.read_count', { provisions: parts.length, changes: document.changes.length })}
      </p>
      {lost.size ? (
        <p class="muted">
          {t('law.desk.lost')} {[...lost].map(([what, count]) => t(`law.desk.lost.${what}`, { count })).join(', ')}
        </p>
      ) : null}
      <LawData law={document} />
      <details>
        <summary>{t('law.desk.provisions')}</summary>
        <ul class="list">
          {parts.slice(0, 500).map((one) => (
            <li>
              {words(one)} <code>{one.provision}</code>
            </li>
          ))}
        </ul>
      </details>
    </Section>
  );
}

/** The data about the law that the document contains besides the text. */
function LawData({ law }: { law: LawDocument }) {
  const { t } = useView();
  const named = (property: string): string => t(`record.property.${property}`);
  const lines: [string, Child][] = [
    [
      named('law-name'),
      law.names.map((name) => `${name.text} (${languageName(name.language, t.locale)})`).join('; ') || null,
    ],
    [named('law-kind'), law.kind && t(termLabel('law-kind', law.kind))],
    [named('law-number'), law.numbers.join('; ') || null],
    [named('jurisdiction'), law.countries.map((code) => countryName(code, t.locale)).join(', ') || null],
    [named('enacted-by'), law.authorities.map((one) => one.name).join('; ') || null],
    [named('eli'), law.elis.join('; ') || null],
    [named('ecli'), law.eclis.join('; ') || null],
    ...lawDates.map((date): [string, Child] => [
      named(date),
      law.dates[date] ? <EdtfDate edtf={law.dates[date]} /> : null,
    ]),
  ];
  return lines.some(([, value]) => value) ? <Lines lines={lines} /> : null;
}
