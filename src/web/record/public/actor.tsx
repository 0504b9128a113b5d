import { PageSection } from '../../kit/components/page-parts.tsx';
import { lettersOf, type LettersOf } from '../../../letters/views/among.ts';
import { loadActor, type ActorListName, type ActorView } from '../../../record/views/actor.ts';
import type { Brief } from '../../../record/views/briefs.ts';
import type { ClaimView } from '../../../record/views/claims.ts';
import { languageName, scriptName, type Script } from '../../../record/vocabulary/languages.ts';
import { termLabel } from '../../../record/vocabulary/terms.ts';
import { actorJson } from '../api/actor.ts';
import { ActorTimeline, loadTimeline, type Dates } from '../components/timelines.tsx';
import { RecordFacts } from '../components/facts.tsx';
import { DisagreementItem } from '../components/disagreements.tsx';
import { PublicPage } from '../../kit/components/layout.tsx';
import { jsonSpans, MoreOf, moreThanJson, placeOf, spansAt, type ActorListPage } from '../components/actor-lists.tsx';
import { addressIn, claimsBehind } from '../components/of-record.ts';
import { Period, ThingName } from '../components/record-value.tsx';
import { SaidBy } from '../components/said.tsx';
import { EdtfDate } from '../../kit/components/values.tsx';
import type { Router } from '../../kit/context.ts';
import { pageNumber, routes, slugify } from '../../routes.ts';
import { useWords } from '../../kit/view.tsx';
import { ClaimList } from './claim-list.tsx';
import { ExampleNotice } from '../components/example.tsx';
import { LettersOfActor } from '../../letters/public/of-actor.tsx';
import { recordPage } from './lookup.tsx';

type View = { record: ActorView; dates: Dates; letters: LettersOf; asOf: string | null; at: ActorListPage };

/** How many letters the actor's own page shows. Another page has the complete list. */
const lettersHere = 5;

export function actorPages(web: Router): void {
  recordPage(web, routes.actor, {
    kind: 'actor',
    load: async (thing, { c, db, json }) => {
      const url = new URL(c.req.url);
      const [at, part] = [placeOf(url), pageNumber(url)];
      const record = await loadActor(db, thing, 'public', json ? jsonSpans(part) : spansAt(at));
      const letters =
        json || at.list ? { letters: [], total: 0 } : await lettersOf(db, thing.id, { limit: lettersHere, offset: 0 });
      return {
        record,
        at,
        part,
        letters,
        dates: await loadTimeline(
          db,
          record.appears.map((one) => one.in.id),
          'public',
        ),
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

export function ActorPage({ record, dates, letters, asOf, at }: View) {
  const t = useWords();
  const { brief } = record;
  const params = { number: brief.number, slug: slugify(brief.title) };
  const here = (name: ActorListName): boolean => at.list === null || at.list === name;
  const more = (name: ActorListName) => (
    <MoreOf name={name} at={at} total={record.totals[name]} href={(query) => routes.actor(params, query)} />
  );
  return (
    <PublicPage
      support="other"
      title={brief.title}
      description={t('record.public.actor.description', { name: brief.title })}
      canonical={routes.actor(params)}
      json={routes.actor.json(params)}
      styles={['charts.css']}
      noindex={asOf !== null || at.list !== null}
      crumbs={[{ label: t('kit.nav.actors'), href: routes.actors() }, { label: brief.title }]}
    >
      <article class="text flow record">
        <header class="article-head">
          <p class="kicker">{t(termLabel('actor-kind', record.kind))}</p>
          <h1>{brief.title}</h1>
          <Names record={record} />
          <ExampleNotice asOf={asOf} />
        </header>
        {at.list ? (
          <p>
            <a href={routes.actor(params)}>{t('record.duplicates.actor.back', { name: brief.title })}</a>
          </p>
        ) : (
          <>
            {record.facts.length ? (
              <RecordFacts facts={record.facts} claims={record.claims} skip={toldBelow(record)} />
            ) : null}
            <ActorFacts record={record} />
          </>
        )}
        <PageSection id="ties" title={t('record.public.actor.ties')} when={here('ties') && record.ties.length > 0}>
          <Ties record={record} />
          {more('ties')}
        </PageSection>
        <PageSection
          id="appears"
          title={t('record.public.actor.appears')}
          when={here('appears') && record.appears.length > 0}
        >
          <Appears record={record} />
          {more('appears')}
        </PageSection>
        {here('appears') ? <ActorTimeline record={record} dates={dates} /> : null}
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
                <p class="who">{one.date ? <EdtfDate edtf={one.date} /> : t('record.public.source.undated')}</p>
              </li>
            ))}
          </ol>
          {more('published')}
        </PageSection>
        {at.list === null &&
        !record.facts.length &&
        !record.appears.length &&
        !record.said.length &&
        !record.published.length &&
        !letters.total ? (
          <p>{t('record.public.actor.nothing')}</p>
        ) : null}
        <p class="who no-print">
          <a href={routes.actor.json(params)}>{t('record.public.as_data')}</a>
        </p>
      </article>
    </PublicPage>
  );
}

/**
 * An actor's names besides the title, each with its language. If the language is unknown, the script is named, unless
 * it is Latin.
 */
function Names({ record }: { record: ActorView }) {
  const t = useWords();
  const others = record.names.filter((name) => name.text !== record.brief.title);
  if (!others.length) return null;
  return (
    <p class="also">
      <span class="who">{t('record.public.actor.also')}</span>{' '}
      {others.map((name, index) => {
        const script =
          name.script && name.script !== 'Latn' && name.script !== 'Zyyy'
            ? scriptName(name.script as Script, t.locale)
            : null;
        const note = name.language ? languageName(name.language, t.locale) : script;
        return (
          <>
            {index ? '; ' : ''}
            <span lang={name.language ?? undefined}>{name.text}</span>
            {note ? <small class="who"> ({note})</small> : null}
          </>
        );
      })}
    </p>
  );
}

/** Properties that the facts leave out, because the disagreements show all their values. */
const toldBelow = (record: ActorView): string[] =>
  record.disagreements
    .filter(
      (one) =>
        one.property.values.length >=
        (record.facts.find((fact) => fact.property === one.property.property)?.values.length ?? 0),
    )
    .map((one) => one.property.property);

/** Disagreements about the actor, with the answers. */
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

function Ties({ record }: { record: ActorView }) {
  const t = useWords();
  return (
    <dl class="facts rows">
      {record.ties.map(({ subject, value }) => {
        const claims = claimsBehind(record.claims, value.claimIds);
        if (value.attributed && !claims.length) return null;
        const relation =
          value.value && typeof value.value === 'object' && 'relation' in value.value
            ? String(value.value.relation)
            : null;
        const title =
          value.property === 'position' && value.value && typeof value.value === 'object' && 'title' in value.value
            ? (value.value.title as { text: string }).text
            : null;
        return (
          <div>
            <dt>
              {relation ? t(termLabel('kinship', relation)) : (title ?? t(`record.public.tie.${value.property}`))}
            </dt>
            <dd>
              <p class="value">
                <ThingName brief={subject} />
                {value.property === 'position' || value.property === 'member-of' ? (
                  <Period {...(value.value as { from?: string; to?: string })} />
                ) : null}
              </p>
              <SaidBy claims={claims} />
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

type Appearance = ActorView['appears'][number];

/** Where the actor appears, case by case: the part of the case, the role, and the speakers. */
function Appears({ record }: { record: ActorView }) {
  const t = useWords();
  const cases = new Map<number, { brief: Brief; parts: Appearance[] }>();
  for (const one of record.appears) {
    const known = cases.get(one.case.id) ?? { brief: one.case, parts: [] };
    known.parts.push(one);
    cases.set(one.case.id, known);
  }
  return (
    <ul class="list">
      {[...cases.values()].map(({ brief, parts }) => (
        <li>
          <h3>
            <ThingName brief={brief} />
          </h3>
          <dl class="facts rows">
            {parts.map((one) => {
              const claims: ClaimView[] = claimsBehind(record.claims, one.claimIds);
              if (one.attributed && !claims.length) return null;
              return (
                <div>
                  <dt>
                    {t(
                      t.has(termLabel('involvement-role', one.role))
                        ? termLabel('involvement-role', one.role)
                        : `record.property.${one.role}`,
                    )}
                  </dt>
                  <dd>
                    <p class="value">
                      {one.in.id === brief.id ? (
                        t('record.public.actor.in_case')
                      ) : (
                        <ThingName brief={one.in} href={addressIn(one.in, brief)} />
                      )}
                    </p>
                    <SaidBy claims={claims} />
                  </dd>
                </div>
              );
            })}
          </dl>
        </li>
      ))}
    </ul>
  );
}
