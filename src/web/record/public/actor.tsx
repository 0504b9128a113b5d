import { crumbOf } from '../../kit/components/breadcrumbs.tsx';
import { PageSection } from '../../kit/components/page-parts.tsx';
import { lettersOf, type LettersOf } from '../../../letters/views/among.ts';
import { casesNaming } from '../../../search/naming.ts';
import { loadActorFigures, type ActorFigures } from '../../../search/actor-figures.ts';
import { findAppearances, loadActor, type ActorListName, type ActorView } from '../../../record/views/actor.ts';
import { markOfName, scriptOf } from '../../../record/actors/names/reader-name.ts';
import type { TextValue } from '../../../record/values/datatypes.ts';
import type { Brief } from '../../../record/views/briefs.ts';
import { loadCaseStatuses, type CaseStatusLine } from '../../../record/views/case-statuses.ts';
import { languageName, scriptName, type Script } from '../../../record/vocabulary/languages.ts';
import { isTargetRole, targetProperties } from '../../../record/vocabulary/target-roles.ts';
import { termLabel } from '../../../record/vocabulary/terms.ts';
import { actorJson } from '../api/actor.ts';
import { ActorTimeline, loadTimeline, type Dates } from '../components/timelines.tsx';
import { actorHead } from '../components/record-heads.ts';
import { RecordFacts } from '../components/facts.tsx';
import { DisagreementItem } from '../components/disagreements.tsx';
import { langOf } from '../../kit/components/own-words.tsx';
import { TranslationWithOriginal } from '../../kit/components/ours.tsx';
import { PublicPage } from '../../kit/components/layout.tsx';
import {
  jsonSpans,
  MoreOf,
  moreThanJson,
  listPageOf,
  spansAt,
  type ActorListPage,
} from '../components/actor-lists.tsx';
import { addressIn, claimsBehind } from '../components/of-record.ts';
import { Period, roleWords, ThingName } from '../components/record-value.tsx';
import { openedOf } from '../components/opened.ts';
import type { Opened } from '../components/of-record.ts';
import { StatusInWords, hasStatusWords } from '../components/standing.tsx';
import { NotesOfPage, PageNotes, WithNotes } from '../components/page-notes.tsx';
import { ValueMarks } from '../components/said.tsx';
import { Disputed, EdtfDate } from '../../kit/components/values.tsx';
import type { Router } from '../../kit/context.ts';
import { pageNumber, routes, slugify } from '../../routes.ts';
import { useView, useWords } from '../../kit/view.tsx';
import { FiguresOfActor } from './actor-figures.tsx';
import { ClaimList } from './claim-list.tsx';
import { HeadPicture } from '../photos/photo.tsx';
import { ExampleNotice } from '../components/example.tsx';
import { LettersOfActor } from '../../letters/public/of-actor.tsx';
import { recordPage } from './lookup.tsx';

type View = {
  record: ActorView;
  dates: Dates;
  letters: LettersOf;
  figures: ActorFigures | null;
  statuses: ReadonlyMap<number, CaseStatusLine>;
  opened: Opened;
  asOf: string | null;
  at: ActorListPage;
};

/** The maximum number of letters on the page of an actor. Another page lists all letters. */
const lettersOnPage = 5;

export function actorPages(web: Router): void {
  recordPage(web, routes.actor, {
    kind: 'actor',
    load: async (thing, { c, db, paper, json }) => {
      const url = new URL(c.req.url);
      const [at, part] = [listPageOf(url), pageNumber(url)];
      const spans = json ? jsonSpans(part) : spansAt(at);
      const whole = !json && !at.list;
      const appearances = findAppearances(db, thing.id, 'public', spans, casesNaming);
      const inCases = json ? Promise.resolve([]) : appearances.then((found) => found.inCases);
      const [record, statuses, dates, letters, figures] = await Promise.all([
        appearances.then((found) => loadActor(db, thing, 'public', spans, found)),
        inCases.then((items) =>
          loadCaseStatuses(
            db,
            items.flatMap(({ caseId }) => caseId ?? []),
            'public',
          ),
        ),
        inCases.then((items) =>
          loadTimeline(
            db,
            items.map(({ subject }) => subject),
            'public',
          ),
        ),
        whole ? lettersOf(db, thing.id, { limit: lettersOnPage, offset: 0 }) : { letters: [], total: 0 },
        whole ? loadActorFigures(db, thing.id) : null,
      ]);
      return {
        record,
        at,
        part,
        letters,
        figures,
        statuses,
        dates,
        opened: !json && paper.replay ? await openedOf(db, [...record.claims.values()]) : new Map(),
      };
    },
    address: ({ params: { number }, view: { record } }) => routes.actor({ number, slug: slugify(record.brief.title) }),
    json: ({ params: { number }, view: { record, part } }) =>
      actorJson(
        record,
        moreThanJson(record, part)
          ? routes.actor.json({ number, slug: slugify(record.brief.title) }, { page: part + 1 })
          : null,
      ),
    show: (view) => <ActorPage {...view} />,
  });
}

export function ActorPage({ record, dates, letters, figures, statuses, opened, asOf, at }: View) {
  const view = useView();
  const { t } = view;
  const { brief } = record;
  const params = { number: brief.number, slug: slugify(brief.title) };
  const here = (name: ActorListName): boolean => at.list === null || at.list === name;
  const notes = new PageNotes(opened);
  const more = (name: ActorListName) => (
    <MoreOf name={name} at={at} total={record.totals[name]} href={(query) => routes.actor(params, query)} />
  );
  return (
    <PublicPage
      support="other"
      {...actorHead(view, record)}
      styles={['charts.css']}
      noindex={asOf !== null || at.list !== null}
      crumbs={[{ label: t('kit.nav.actors'), href: routes.actors() }, crumbOf(brief)]}
    >
      <WithNotes notes={notes}>
        <article class="text flow record actor">
          <header class="article-head">
            <p class="kicker">{t(termLabel('actor-kind', record.kind))}</p>
            <h1 {...langOf(brief)}>{brief.title}</h1>
            <Names record={record} />
            {record.picture && !at.list ? (
              <HeadPicture photo={record.picture} place={record.kind === 'person' ? 'portrait' : 'lead'} />
            ) : null}
            {at.list ? null : <ActorAnswers record={record} dates={dates} statuses={statuses} />}
            <ExampleNotice asOf={asOf} />
          </header>
          {at.list ? (
            <p>
              <a href={routes.actor(params)}>{t('record.duplicates.actor.back', { name: brief.title })}</a>
            </p>
          ) : null}
          <PageSection
            id="appears"
            title={t('record.public.actor.appears')}
            when={here('appears') && record.appears.length > 0}
          >
            <Appears record={record} statuses={statuses} />
            {more('appears')}
          </PageSection>
          {figures && asOf === null ? <FiguresOfActor figures={figures} /> : null}
          {here('appears') ? <ActorTimeline record={record} dates={dates} /> : null}
          {at.list ? null : <ActorFacts record={record} />}
          <PageSection id="ties" title={t('record.public.actor.ties')} when={here('ties') && record.ties.length > 0}>
            <Ties record={record} />
            {more('ties')}
          </PageSection>
          <PageSection id="letters" title={t('letters.title')} when={letters.total > 0}>
            <LettersOfActor letters={letters.letters} heading={3} />
            {letters.total > letters.letters.length ? (
              <p class="meta more">
                <a href={routes.actorLetters(params)}>{t('letters.of_actor.all', { count: letters.total })}</a>
              </p>
            ) : null}
          </PageSection>
          <PageSection id="said" title={t('record.public.actor.said')} when={record.said.length > 0}>
            <ClaimList claims={claimsBehind(record.claims, record.said)} />
            {more('said')}
          </PageSection>
          <PageSection id="published" title={t('record.public.actor.published')} when={record.published.length > 0}>
            <ol class="sources">
              {record.published.map((one) => (
                <li>
                  <p>
                    <ThingName brief={one.source} />
                  </p>
                  <p class="muted">{one.date ? <EdtfDate edtf={one.date} /> : t('record.public.source.undated')}</p>
                </li>
              ))}
            </ol>
            {more('published')}
          </PageSection>
          <NotesOfPage notes={notes} />
          {at.list === null &&
          !record.facts.length &&
          !record.appears.length &&
          !record.said.length &&
          !record.published.length &&
          !letters.total ? (
            <p>{t('record.public.actor.nothing')}</p>
          ) : null}
          <p class="muted no-print">
            <a href={routes.actor.json(params)}>{t('record.public.as_data')}</a>
          </p>
        </article>
      </WithNotes>
    </PublicPage>
  );
}

/**
 * The other names of an actor, each with its language. If the language is not known, the script is named instead,
 * unless it is the script of the page.
 */
function Names({ record }: { record: ActorView }) {
  const t = useWords();
  const others = record.names.filter((name) => name.text !== record.brief.title);
  if (!others.length) return null;
  return (
    <p class="also">
      <span class="muted">{t('record.public.actor.also')}</span>{' '}
      {others.map((name, index) => {
        const script =
          name.script && name.script !== scriptOf(t.locale) && name.script !== 'Zyyy'
            ? scriptName(name.script as Script, t.locale)
            : null;
        const note = name.language ? languageName(name.language, t.locale) : script;
        return (
          <>
            {index ? '; ' : ''}
            <span lang={markOfName(name, t.locale)}>{name.text}</span>
            {note ? <small class="muted"> ({note})</small> : null}
          </>
        );
      })}
    </p>
  );
}

/** Properties that are left out of the facts, because the section on disagreements shows all their values. */
const shownAsDisagreements = (record: ActorView): string[] =>
  record.disagreements
    .filter(
      (one) =>
        one.property.values.length >=
        (record.facts.find((fact) => fact.property === one.property.property)?.values.length ?? 0),
    )
    .map((one) => one.property.property);

/** Disagreements about the actor, with the decisions of editors. */
function ActorFacts({ record }: { record: ActorView }) {
  const t = useWords();
  if (!record.disagreements.length) return null;
  return (
    <PageSection id="told" title={t('record.duplicates.title')}>
      <ul class="disagreements">
        {record.disagreements.map((one) => (
          <DisagreementItem
            one={{ ...one, subject: record.brief, claims: record.claims }}
            here={() => record.brief.title}
          />
        ))}
      </ul>
    </PageSection>
  );
}

/** The maximum number of cases in the summary. A list below has all cases. */
const maxCases = 3;

/** The cases and parts of cases in which the actor is a target, unless this is only alleged, denied or unclear. */
const targetedIn = ({ appears }: ActorView): Appearance[] =>
  appears.filter((one) => (isTargetRole(one.role) || targetProperties.includes(one.role)) && !one.attributed);

/**
 * The latest event in which the actor was a target, with its date. Dates that are only alleged, for example, do not
 * count.
 */
function lastAgainst(record: ActorView, dates: Dates): { event: Appearance; edtf: string; claimIds: number[] } | null {
  const dated = targetedIn(record).flatMap((event) =>
    event.in.kind === 'event'
      ? (dates.of.get(event.in.id) ?? [])
          .filter(({ property, attributed, from }) => property === 'date' && !attributed && from !== null)
          .map(({ edtf, from }) => ({ event, edtf, from: from!, claimIds: event.claimIds }))
      : [],
  );
  return dated.toSorted((a, b) => b.from.localeCompare(a.from))[0] ?? null;
}

/**
 * The summary at the top of the page: facts about the actor, the latest event in which it was a target, and the number
 * of its cases. A few cases are listed with their status.
 */
function ActorAnswers({ record, dates, statuses }: { record: ActorView; dates: Dates; statuses: View['statuses'] }) {
  const t = useWords();
  const facts = record.facts.filter((fact) => !shownAsDisagreements(record).includes(fact.property));
  const targets = new Set(targetedIn(record).map((one) => one.case.id));
  const last = lastAgainst(record, dates);
  const cases = [...new Map(record.appears.map((one) => [one.case.id, one.case])).values()];
  const shownCases = targets.size ? cases.filter((one) => targets.has(one.id)) : cases;
  const known = shownCases.filter((one) => hasStatusWords(t, statuses.get(one.id)));
  // If no case has a known status, only the number of cases is shown.
  const shown = known.length ? [...known, ...shownCases.filter((one) => !known.includes(one))].slice(0, maxCases) : [];
  if (!facts.length && !cases.length) return null;
  return (
    <>
      {facts.length ? <RecordFacts facts={facts} claims={record.claims} /> : null}
      {cases.length ? (
        <dl class="answers">
          {last ? (
            <div>
              <dt>{t('record.public.actor.last')}</dt>
              <dd>
                <ThingName brief={last.event.in} href={addressIn(last.event.in, last.event.case)} />
                {', '}
                <EdtfDate edtf={last.edtf} />
                <ValueMarks claims={claimsBehind(record.claims, last.claimIds)} />
              </dd>
            </div>
          ) : null}
          <div class="status">
            <dt>{t('record.public.actor.cases')}</dt>
            <dd>
              <p>
                <a href="#appears">
                  {targets.size
                    ? t('record.public.actor.cases_against', { count: targets.size })
                    : t('record.public.actor.cases_in', { count: record.totals.appears })}
                </a>
              </p>
              {shown.map((one) => (
                <p>
                  <ThingName brief={one} />
                  {': '}
                  <StatusInWords of={one} status={statuses.get(one.id)} />
                </p>
              ))}
              {shown.length && shownCases.length > maxCases ? (
                <p>
                  <a href="#appears">{t('record.public.case.answer.more', { count: shownCases.length - maxCases })}</a>
                </p>
              ) : null}
            </dd>
          </div>
        </dl>
      ) : null}
    </>
  );
}

function Ties({ record }: { record: ActorView }) {
  const t = useWords();
  return (
    <dl class="facts rows noted">
      {record.ties.map(({ subject, value, disputed }) => {
        const claims = claimsBehind(record.claims, value.claimIds);
        if (value.attributed && !claims.length) return null;
        const relation =
          value.value && typeof value.value === 'object' && 'relation' in value.value
            ? String(value.value.relation)
            : null;
        const title =
          value.property === 'position' && value.value && typeof value.value === 'object' && 'title' in value.value
            ? (value.value.title as TextValue)
            : null;
        return (
          <div>
            <dt>
              {relation ? (
                t(termLabel('kinship', relation))
              ) : title ? (
                <TranslationWithOriginal {...title} ours={value.ours} own={value.own} />
              ) : (
                t(`record.public.tie.${value.property}`)
              )}
            </dt>
            <dd>
              <p class="value">
                <ThingName brief={subject} />
                {value.property === 'position' || value.property === 'member-of' ? (
                  <Period {...(value.value as { from?: string; to?: string })} />
                ) : null}
                <ValueMarks claims={claims} />
                {disputed ? (
                  <>
                    {' '}
                    <Disputed />
                  </>
                ) : null}
              </p>
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

type Appearance = ActorView['appears'][number];

/** The cases of the actor, each with its status, and with the actor's roles in the parts of the case. */
function Appears({ record, statuses }: { record: ActorView; statuses: View['statuses'] }) {
  const t = useWords();
  const cases = new Map<number, { brief: Brief; roles: Map<string, Appearance[]> }>();
  for (const one of record.appears) {
    if (one.attributed && !claimsBehind(record.claims, one.claimIds).length) continue;
    const known = cases.get(one.case.id) ?? { brief: one.case, roles: new Map<string, Appearance[]>() };
    known.roles.set(one.role, [...(known.roles.get(one.role) ?? []), one]);
    cases.set(one.case.id, known);
  }
  return (
    <ul class="list">
      {[...cases.values()].map(({ brief, roles }) => {
        const status = statuses.get(brief.id);
        return (
          <li>
            <h3>
              <ThingName brief={brief} />
            </h3>
            {hasStatusWords(t, status) ? (
              <p class="meta">
                <StatusInWords of={brief} status={status} />
              </p>
            ) : null}
            <dl class="facts rows noted">
              {[...roles].map(([role, parts]) => (
                <div>
                  <dt>{roleWords(t, role)}</dt>
                  <dd class="value">
                    {parts.map((one, index) => (
                      <>
                        {index ? '; ' : ''}
                        {one.in.id === brief.id ? (
                          t('record.public.actor.in_case')
                        ) : (
                          <ThingName brief={one.in} href={addressIn(one.in, brief)} />
                        )}
                        <ValueMarks claims={claimsBehind(record.claims, one.claimIds)} />
                      </>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </li>
        );
      })}
    </ul>
  );
}
