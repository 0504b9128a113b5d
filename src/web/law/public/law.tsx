import { crumbOf } from '../../kit/components/breadcrumbs.tsx';
import { FoldedSection, PageSection } from '../../kit/components/page-parts.tsx';
import { langOf } from '../../kit/components/own-words.tsx';
import { writeAkn } from '../../../law/akn/write.ts';
import { dutiesOn } from '../../../law/duties/load-duties.ts';
import { lawJsonLd, type LawAddresses } from '../../../law/json-ld.ts';
import { readDay } from '../../../law/views/on-date.ts';
import { lawAnswers } from '../../../law/views/answers.ts';
import { lawAsOf, turningDaysOf } from '../../../law/views/as-of.ts';
import { loadLaw, type LawView } from '../../../law/views/law.ts';
import { allProvisions } from '../../../law/views/head.ts';
import { lettersAboutLaw } from '../../../letters/views/among.ts';
import type { LetterLine } from '../../../letters/views/list.ts';
import { AppError } from '../../../platform/errors.ts';
import { findThing } from '../../../record/refs.ts';
import { lawJson } from '../api/law.ts';
import { printLanguage } from '../../record/components/pdf-link.tsx';
import { PublicPage } from '../../kit/components/layout.tsx';
import { openedOf } from '../../record/components/opened.ts';
import type { Opened } from '../../record/components/of-record.ts';
import { Marks, PageNotes, WithNotes } from '../../record/components/page-notes.tsx';
import { Sayer } from '../../record/components/said.tsx';
import type { Ctx, Router } from '../../kit/context.ts';
import { fullAddress } from '../../kit/feeds/feed.ts';
import { routes, slugify } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import { lookUpAddress, whileShown } from '../../../record/views/address.ts';
import { ExampleNotice } from '../../record/components/example.tsx';
import { LetterLines } from '../../letters/public/letter-lines.tsx';
import { recordPage } from '../../record/public/lookup.tsx';
import { Duties } from './duty.tsx';
import { lawHead } from './law-head.ts';
import { mainClaim, Provisions, type TextChoice, TextLanguage } from './parts.tsx';
import {
  Amendments,
  ChangesOfOtherLaws,
  PageContents,
  LawFacts,
  DayAndLanguageForm,
  sectionsOf,
  CasesUnderLaw,
} from './sections.tsx';
import { SourcesAndNotes } from '../../record/public/sources.tsx';
import { LawAnswersList } from './answers.tsx';

/** `on` is the day whose text is shown: the day in the address (then `asked` is true), or else today. */
type View = {
  law: LawView;
  on: string;
  asked: boolean;
  today: string;
  language: string;
  asOf: string | null;
  data: object;
  letters: LetterLine[];
  /** The addresses of preserved pages that readers can open, by the ids of the captures. */ opened: Opened;
};

export function lawPages(web: Router): void {
  recordPage(web, routes.law, {
    kind: 'law',
    load: async (thing, { c, db, paper, today, json }) => {
      const requestedDay = dayIn(c, 'on');
      const [law, letters] = await Promise.all([
        loadLaw(db, thing, 'public'),
        json ? [] : lettersAboutLaw(db, thing.id, 'public'),
      ]);
      if (requestedDay === null) limitCaching(c, law, today);
      const on = requestedDay ?? today;
      const data = lawJsonLd(law, today, addressesOf(c));
      return {
        law,
        letters,
        opened: !json && paper.replay ? await openedOf(db, [...law.claims.values()]) : new Map(),
        on,
        asked: requestedDay !== null,
        today,
        language: languageIn(c, law),
        data,
      };
    },
    address: ({ params: { number }, view: { law } }) => routes.law({ number, slug: slugify(law.brief.title) }),
    print: true,
    json: ({ view: { law, on } }) => lawJson(law, on),
    show: (view) => <LawPage {...view} />,
  });
  for (const ending of ['xml', 'jsonld'] as const)
    for (const pattern of routes.law.patternsAs(ending)) web.get(pattern, (c) => showFile(c, ending));
}

/**
 * The day in a query parameter. Null without the parameter.
 * @throws AppError `invalid_input` if its value is not a day
 */
export function dayIn(c: Ctx, name: string): string | null {
  const value = new URL(c.req.url).searchParams.get(name)?.trim();
  if (!value) return null;
  const day = readDay(value);
  if (day === null)
    throw new AppError('invalid_input', {
      fields: [{ path: name, message: 'law.day_bad', params: { day: value.slice(0, 40) } }],
    });
  return day;
}

export const todayOf = (c: Ctx): string => c.get('deps').app.now().toISOString().slice(0, 10);

/**
 * The language of the shown text: the requested one or the reader's if the law has a text in it, otherwise the law's
 * own.
 */
export function languageIn(c: Ctx, law: LawView): string {
  const value = new URL(c.req.url).searchParams.get('language');
  return [value, c.get('t').locale].find((one) => one !== null && law.languages.includes(one)) ?? law.language;
}

/**
 * Prevents caching of a page about today if the law changes on a later day, because the page would be wrong from that
 * day on.
 */
export function limitCaching(c: Ctx, law: LawView, today: string): void {
  if (turningDaysOf(law).some((day) => day > today)) c.header('Cache-Control', 'no-cache');
}

const addressesOf = (c: Ctx): LawAddresses => ({
  law: ({ number, title }) => fullAddress(c, routes.law({ number, slug: slugify(title) })),
  provision: ({ number }) => fullAddress(c, routes.provision({ number })),
});

/** The law as a file: Akoma Ntoso with all versions or with the version of one day, or JSON-LD. */
async function showFile(c: Ctx, ending: 'xml' | 'jsonld'): Promise<Response> {
  const { number } = routes.law.read(c.req.param());
  const db = c.get('deps').app.db.read;
  const found = await lookUpAddress(db, 'law', number, 'public');
  if (found.is === 'erased' || found.is === 'withdrawn') throw new AppError('gone');
  if (found.is === 'nothing' || found.is === 'closed') throw new AppError('not_found');
  const thing = found.is === 'here' ? found.thing : (await findThing(db, 'law', found.number))!;
  const law = await whileShown(db, thing, 'public', () => loadLaw(db, thing, 'public'));
  const address = fullAddress(c, routes.law({ number: law.brief.number, slug: slugify(law.brief.title) }));
  const [on, today] = [dayIn(c, 'on'), todayOf(c)];
  limitCaching(c, law, today);
  if (ending === 'jsonld')
    return c.body(JSON.stringify(lawJsonLd(law, on ?? today, addressesOf(c)), null, 2), 200, {
      'Content-Type': 'application/ld+json; charset=utf-8',
    });
  const xml = writeAkn(law, {
    language: languageIn(c, law),
    ...(on && { on }),
    made: law.changedAt.toISOString().slice(0, 10),
    base: address,
  });
  return c.body(xml, 200, {
    'Content-Type': 'application/akn+xml; charset=utf-8',
    'Content-Disposition': `attachment; filename="law-${law.brief.number}${on ? `-${on}` : ''}.xml"`,
  });
}

/** A section with this many entries or more is collapsed. */
const collapsedFrom = { provisions: 20, changes: 4, under: 6 };

export function LawPage({ law, letters, opened, on, asked, today, language, asOf, data }: View) {
  const view = useView();
  const { t } = view;
  const { brief } = law;
  const at = { number: brief.number, slug: slugify(brief.title) };
  const provisions = allProvisions(law.provisions);
  const main = mainClaim(provisions.flatMap((one) => one.versions));
  const choice: TextChoice = { law, language, main: main?.id ?? null };
  const sections = sectionsOf(t, law, letters.length);
  const has = (id: string): boolean => sections.some((section) => section.id === id);
  const notes = new PageNotes(opened, law.sources);
  const text = (
    <div class="law-text">
      <Provisions tree={lawAsOf(law, on)} choice={choice} />
    </div>
  );
  return (
    <PublicPage
      support="other"
      {...lawHead(view, law, data)}
      printStyle={routes.law.as('css', at, printLanguage(view))}
      styles={['law.css']}
      noindex={asOf !== null || asked}
      crumbs={[{ label: t('law.title'), href: routes.laws() }, crumbOf(brief)]}
    >
      <WithNotes notes={notes}>
        <article class="case split law">
          <header class="article-head">
            <p class="kicker">{t('law.kicker', { number: brief.number })}</p>
            <h1 {...langOf(brief)}>{brief.title}</h1>
            <LawAnswersList law={law} answers={lawAnswers(law, on)} on={on} asked={asked} language={language} />
            <p class="muted">{t('law.editorial_title')}</p>
            <ExampleNotice asOf={asOf} />
          </header>
          <aside class="glance" aria-label={t('law.glance')}>
            <PageContents law={law} on={on} asked={asked} language={language} sections={sections} />
          </aside>
          <div class="case-body flow">
            <PageSection id="says" title={t('law.says')}>
              <DayAndLanguageForm law={law} on={on} today={today} asked={asked} language={language} />
              <TextLanguage law={law} language={language} />
              {main ? (
                <p class="muted text-from">
                  {t('law.text_from')} <Sayer claim={main} />
                  <Marks claims={[main]} />
                </p>
              ) : null}
              {law.provisions.length === 0 ? <p class="muted">{t('law.no_text')}</p> : null}
              {asked || provisions.length < collapsedFrom.provisions ? (
                text
              ) : (
                <details class="fold">
                  <summary>{t('law.all_provisions', { count: provisions.length })}</summary>
                  {text}
                </details>
              )}
            </PageSection>
            <FoldedSection
              id="changed"
              title={t('law.changed')}
              count={law.amendments.length}
              when={has('changed')}
              open={law.amendments.length < collapsedFrom.changes}
            >
              <Amendments law={law} />
            </FoldedSection>
            <FoldedSection
              id="changes"
              title={t('law.changes')}
              count={law.amends.length}
              when={has('changes')}
              open={law.amends.length < collapsedFrom.changes}
            >
              <ChangesOfOtherLaws law={law} />
            </FoldedSection>
            {(['duties', 'criticism', 'standards'] as const).map((id) =>
              has(id) ? (
                <PageSection id={id} title={t(`law.${id}`)}>
                  {id === 'duties' ? <Duties duties={dutiesOn(law, on)} law={law} beside /> : null}
                  <LawFacts law={law} of={id} />
                </PageSection>
              ) : null,
            )}
            <FoldedSection
              id="under"
              title={t('law.under')}
              count={law.under.length}
              when={has('under')}
              open={law.under.length < collapsedFrom.under}
            >
              <CasesUnderLaw under={law.under} />
            </FoldedSection>
            <PageSection id="letters" title={t('letters.title')} when={has('letters')}>
              <LetterLines lines={letters} heading={3} />
            </PageSection>
            <FoldedSection
              id="more"
              title={t('law.more')}
              count={sections.find((section) => section.id === 'more')?.count ?? 0}
              when={has('more')}
            >
              <LawFacts law={law} of="more" />
            </FoldedSection>
            <SourcesAndNotes view={law} notes={notes} />
          </div>
        </article>
      </WithNotes>
    </PublicPage>
  );
}
