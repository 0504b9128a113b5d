import type { Child } from 'hono/jsx';
import { largestLaw, importLaw } from '../../../law/import/import-law.ts';
import { createLaws } from '../../../law/create-laws.ts';
import type { DocumentInstruction, LawDocument } from '../../../law/akn/document.ts';
import { readLaw, type LawRead } from '../../../law/import/read-law.ts';
import { lawDates } from '../../../law/views/head.ts';
import { AppError } from '../../../platform/errors.ts';
import { run } from '../../../platform/operation.ts';
import { countryName } from '../../../record/vocabulary/countries.ts';
import { languageName } from '../../../record/vocabulary/languages.ts';
import { termLabel } from '../../../record/vocabulary/terms.ts';
import { EdtfDate } from '../../kit/components/values.tsx';
import { DeskPage } from '../../kit/components/layout.tsx';
import type { Pages } from '../../kit/context.ts';
import { Form } from '../../kit/forms/fields.tsx';
import { fresh } from '../../kit/forms/form.ts';
import { handleForm } from '../../kit/forms/handle.ts';
import { routes } from '../../routes.ts';
import { page, useView } from '../../kit/view.tsx';
import { atDesk, demand } from '../../kit/desk/who.ts';
import { Picks } from '../../kit/forms/pick.ts';
import { Section } from '../../record/show/parts.tsx';
import { Lines } from '../../requests/parts.tsx';
import { newLawForm } from './forms.ts';
import { loadLists } from '../../kit/forms/pick-lists.tsx';
import { relocated } from '../../kit/forms/issues.ts';

/** Bringing a law in: what is read is shown first, and kept when the desk says so. */
export const newLawPage: Pages = (web) => {
  web.on(['GET', 'POST'], routes.desk.newLaw.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    demand(desk, importLaw);
    const { db } = desk.app;
    const picks = new Picks(db.read, t);
    const lists = await loadLists(db.read, ['source', 'actor']);
    let read: LawRead | undefined;
    const shown = (state: Parameters<typeof Form>[0]['state']) => (
      <DeskPage
        title={t('law.desk.new')}
        noindex
        crumbs={[{ label: t('law.title'), href: routes.desk.laws() }, { label: t('law.desk.new') }]}
      >
        <p class="lead">{t('law.desk.new_lead')}</p>
        {read ? <Read read={read} /> : null}
        <Form
          form={newLawForm}
          state={state}
          submit="law.desk.bring_in"
          more={[{ intent: 'look', label: 'law.desk.look' }]}
          cancel={routes.desk.laws()}
        />
        {lists}
      </DeskPage>
    );
    return handleForm(c, newLawForm, {
      initial: () => fresh({ language: 'en', visibility: 'desk' }),
      again: () => ({ options: picks.offered }),
      render: shown,
      submit: async (
        { content: pasted, file, source: picked, sourceTitle, sourceUrl, country, enactedBy: enactor, why, ...said },
        { intent, values },
      ) => {
        if (file && file.size > largestLaw) throw new AppError('too_large', { details: { limit: '20 MB' } });
        const content = file ? await file.text() : (pasted ?? '');
        // A file has to be chosen anew each time; what was in it stands in the field from now on.
        if (file) values.content = content;
        if (content) {
          try {
            read = readLaw(content, said.language);
          } catch (thrown) {
            if (thrown instanceof AppError && thrown.code.startsWith('law_'))
              throw new AppError('invalid_input', {
                fields: [{ path: 'content', message: `errors.${thrown.code}`, params: thrown.details }],
              });
            throw thrown;
          }
          if (intent === 'look') return page(c, shown({ values: { ...values, file: undefined }, errors: [] }));
        } else if (intent === 'look')
          throw new AppError('invalid_input', { fields: [{ path: 'content', message: 'errors.field.law.content' }] });
        const source = await picks.read('source', picked, { kinds: ['source'] });
        const enacted = await picks.read('enactedBy', enactor, { kinds: ['actor'], make: ['authority'] });
        picks.throwIfUnclear();
        const enactedBy = picks.made.find((one) => `#${one.key}` === enacted)?.name ?? enacted;
        const visibility = said.visibility;
        const from =
          source ??
          (sourceTitle
            ? {
                kind: 'law-text',
                title: sourceTitle,
                language: said.language,
                addresses: sourceUrl ? [sourceUrl] : [],
                visibility,
              }
            : undefined);
        const isStated = Boolean(
          enactedBy ||
          country ||
          said.kind ||
          said.number ||
          said.elis.length ||
          said.eclis.length ||
          said.adopted ||
          said.signed ||
          said.inForce,
        );
        if (!content && !from && !isStated) {
          // Nothing is held of the text, and nothing said of it: the law begins as a name that claims can speak of.
          if (!said.title)
            throw new AppError('invalid_input', { fields: [{ path: 'title', message: 'errors.field.title.missing' }] });
          const made = await run(
            desk.app,
            createLaws,
            desk.principal,
            { laws: [{ title: said.title, language: said.language, visibility }] },
            why,
          );
          return routes.desk.law({ number: Number(made.laws[0]!.split('/')[1]) });
        }
        if (!from)
          throw new AppError('invalid_input', { fields: [{ path: 'source', message: 'law.desk.source_missing' }] });
        const made = await relocated(
          run(
            desk.app,
            importLaw,
            desk.principal,
            {
              ...said,
              ...(country && { country }),
              ...(enactedBy && { enactedBy: [enactedBy] }),
              ...(content && { content }),
              source: from,
            },
            why,
          ),
          [
            [/^source\.title$/, 'sourceTitle'],
            [/^(source\.addresses|filing\.sources\.0\.addresses).*$|^sources\.0\..*$/, 'sourceUrl'],
            [/^(elis|eclis|enactedBy)\..*$/, '$1'],
          ],
        );
        return routes.desk.law({ number: Number(made.laws[0]!.split('/')[1]) });
      },
    });
  });
};

/** What was read of a document: its parts, and what could not be kept as it was. */
function Read({ read: { document, lost } }: { read: LawRead }) {
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
        <p class="who">
          {t('law.desk.lost')} {[...lost].map(([what, count]) => t(`law.desk.lost.${what}`, { count })).join(', ')}
        </p>
      ) : null}
      <HeadRead head={document} />
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

/** What a document says of the law besides its text. */
function HeadRead({ head }: { head: LawDocument }) {
  const { t } = useView();
  const named = (property: string): string => t(`record.property.${property}`);
  const lines: [string, Child][] = [
    [
      named('law-name'),
      head.names.map((name) => `${name.text} (${languageName(name.language, t.locale)})`).join('; ') || null,
    ],
    [named('law-kind'), head.kind && t(termLabel('law-kind', head.kind))],
    [named('law-number'), head.numbers.join('; ') || null],
    [named('jurisdiction'), head.countries.map((code) => countryName(code, t.locale)).join(', ') || null],
    [named('enacted-by'), head.authorities.map((one) => one.name).join('; ') || null],
    [named('eli'), head.elis.join('; ') || null],
    [named('ecli'), head.eclis.join('; ') || null],
    ...lawDates.map((date): [string, Child] => [
      named(date),
      head.dates[date] ? <EdtfDate edtf={head.dates[date]} /> : null,
    ]),
  ];
  return lines.some(([, value]) => value) ? <Lines lines={lines} /> : null;
}
