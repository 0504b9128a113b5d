import type { Translate } from '../../../platform/messages/messages.ts';
import { statusOn, turningDaysOf, type LawStatus } from '../../../law/views/as-of.ts';
import { firstDate } from '../../../law/views/head.ts';
import { type LawView, type ProvisionView, type UnderLaw } from '../../../law/views/law.ts';
import { allProvisions } from '../../../law/views/head.ts';
import { parseEdtf } from '../../../record/values/edtf/edtf.ts';
import type { PropertyView } from '../../../record/views/facts.ts';
import { languageName } from '../../../record/vocabulary/languages.ts';
import { RecordFacts } from '../../record/components/facts.tsx';
import { addressIn, nameOf } from '../../record/components/of-record.ts';
import { ThingName } from '../../record/components/record-value.tsx';
import { SaidBy } from '../../record/components/said.tsx';
import { EdtfDate, Pill } from '../../kit/components/values.tsx';
import { routes, slugify } from '../../routes.ts';
import { useView, useWords } from '../../kit/view.tsx';
import { daySince, dayWords, Row } from './parts.tsx';

/** The properties whose facts appear in each part of the page. */
const parts = { duties: ['duty', 'retention-period'], criticism: ['criticism'], standards: ['held-against'] } as const;
const atAGlance = [
  'law-name',
  'law-kind',
  'law-number',
  'jurisdiction',
  'enacted-by',
  'eli',
  'ecli',
  'adopted',
  'signed',
  'in-force',
  'struck-down',
  'repealed',
];
const elsewhere = new Set<string>([...atAGlance, ...Object.values(parts).flat()]);

type Part = keyof typeof parts | 'more';
const factsIn = (facts: readonly PropertyView[], of: Part): PropertyView[] =>
  facts.filter((one) =>
    of === 'more' ? !elsewhere.has(one.property) : (parts[of] as readonly string[]).includes(one.property),
  );

export type Section = { id: string; title: string; count?: number };

/** The parts of a law's page, without empty ones. */
export function sectionsOf(t: Translate, law: LawView, letters = 0): Section[] {
  const all = [law.facts, ...allProvisions(law.provisions).map((one) => one.facts)];
  const filled = (of: Part): boolean =>
    (of === 'duties' && allProvisions(law.provisions).some((one) => one.duties.length > 0)) ||
    all.some((facts) => factsIn(facts, of).length > 0);
  return [
    { id: 'says', title: t('law.says') },
    ...(law.amendments.length ? [{ id: 'changed', title: t('law.changed'), count: law.amendments.length }] : []),
    ...(law.amends.length ? [{ id: 'changes', title: t('law.changes'), count: law.amends.length }] : []),
    ...(['duties', 'criticism', 'standards', 'more'] as const)
      .filter(filled)
      .map((id) => ({ id, title: t(`law.${id}`) })),
    ...(law.under.length ? [{ id: 'under', title: t('law.under'), count: law.under.length }] : []),
    ...(letters ? [{ id: 'letters', title: t('letters.title'), count: letters }] : []),
    ...(law.sources.length ? [{ id: 'sources', title: t('law.sources'), count: law.sources.length }] : []),
  ];
}

/** An overview of a law: its status, its facts, the parts of the page, and its files. */
export function Glance({
  law,
  on,
  asked,
  language,
  sections,
}: {
  law: LawView;
  on: string;
  asked: boolean;
  language: string;
  sections: readonly Section[];
}) {
  const t = useWords();
  const at = { number: law.brief.number, slug: slugify(law.brief.title) };
  const { standing, since } = statusOn(law, on);
  return (
    <>
      <p>
        {asked ? `${t('law.standing_on', { date: dayWords(t, on) })} ` : ''}
        <Pill kind="strong">
          {since
            ? t(`law.standing_${standing === 'in-force' ? 'since' : 'on_day'}`, {
                standing: t(`law.standing.${standing}`),
                date: standing === 'in-force' ? daySince(t, since) : dayWords(t, since),
              })
            : t(`law.standing.${standing}`)}
        </Pill>
      </p>
      <RecordFacts facts={law.facts.filter((fact) => atAGlance.includes(fact.property))} claims={law.claims} />
      <nav class="on-page" aria-label={t('record.public.on_page')}>
        <ul>
          {sections.map((section) => (
            <li>
              <a href={`#${section.id}`}>{section.title}</a>
              {section.count ? <small>&nbsp;{section.count}</small> : null}
            </li>
          ))}
        </ul>
      </nav>
      <p class="who no-print">
        <a href={routes.law.as('xml', at, { language })}>{t('law.as_akn')}</a> ·{' '}
        {asked ? (
          <>
            <a href={routes.law.as('xml', at, { on, language })}>{t('law.as_akn_day')}</a> ·{' '}
          </>
        ) : null}
        <a href={routes.law.as('jsonld', at)}>{t('law.as_jsonld')}</a> ·{' '}
        <a href={routes.law.json(at)}>{t('record.public.as_data')}</a>
      </p>
    </>
  );
}

/** The form that selects the day and the language of the text. It works without JavaScript. */
export function ReadOn({
  law,
  on,
  today,
  asked,
  language,
}: {
  law: LawView;
  on: string;
  today: string;
  asked: boolean;
  language: string;
}) {
  const { t, mirror } = useView();
  const at = { number: law.brief.number, slug: slugify(law.brief.title) };
  const days = turningDaysOf(law);
  const shown = days.length > 12 ? days.slice(-12) : days;
  const also = language === law.language ? undefined : language;
  return (
    <div class="read-on no-print">
      {mirror ? null : (
        <form method="get" action={routes.law(at)}>
          <label for="on">{t('law.read_on')}</label> <input type="date" id="on" name="on" value={on} />{' '}
          {also ? <input type="hidden" name="language" value={also} /> : null}
          <button class="button small" type="submit">
            {t('law.read')}
          </button>
        </form>
      )}
      {law.languages.length > 1 ? (
        <p class="law-days">
          {t('law.language')}{' '}
          {law.languages.map((one) => (
            <>
              <a
                href={routes.law(at, { on: asked ? on : undefined, language: one })}
                aria-current={one === language ? 'true' : undefined}
                hreflang={one}
              >
                {languageName(one, t.locale)}
              </a>{' '}
            </>
          ))}
        </p>
      ) : null}
      {shown.length ? (
        <p class="law-days">
          {t('law.turning')}:{' '}
          {shown.map((day) => (
            <>
              <a
                href={routes.law(at, { on: day, language: also })}
                aria-current={asked && day === on ? 'date' : undefined}
              >
                {dayWords(t, day)}
              </a>
              {' · '}
            </>
          ))}
          <a href={routes.law(at, { language: also })} aria-current={!asked ? 'date' : undefined}>
            {t('law.today')}
          </a>
          {days.length > 1 ? (
            <>
              {' · '}
              <a
                href={routes.lawChanges(
                  { number: at.number },
                  { from: days.at(-2), to: days.at(-1) === days.at(-2) ? today : days.at(-1) },
                )}
              >
                {t('law.compare')}
              </a>
            </>
          ) : null}
        </p>
      ) : null}
    </div>
  );
}

/**
 * The status of the law on the day, as a sentence. Above all, it says if the law did not exist yet. Nothing if the law
 * is in force and the address names no day.
 */
export function StatusWords({
  law,
  on,
  asked,
  standing: { standing },
}: {
  law: LawView;
  on: string;
  asked: boolean;
  standing: LawStatus;
}) {
  const t = useWords();
  const enactment = law.amendments.find((one) => one.sort === 'enactment');
  const made = firstDate(law, 'signed', 'adopted') ?? enactment?.made ?? null;
  const earliest = made === null ? null : (parseEdtf(made)?.earliest ?? null);
  if (standing === 'not-yet' || (standing !== 'bill' && earliest !== null && on < earliest))
    return (
      <p class="notice warning">
        <strong>{t('law.not_yet_law', { date: dayWords(t, on) })}</strong>{' '}
        {made ? t('law.not_yet_known', { date: dayWords(t, made) }) : ''}
      </p>
    );
  if ((standing === 'signed' || standing === 'adopted') && made)
    return (
      <p class="notice info">
        {t(standing === 'signed' ? 'law.signed_unknown' : 'law.made_unknown', {
          sort: standing,
          date: dayWords(t, made),
        })}
      </p>
    );
  if (standing === 'in-force' && !asked) return null;
  return (
    <p class="who">{`${asked ? `${t('law.standing_on', { date: dayWords(t, on) })} ` : ''}${t(`law.standing.${standing}`)}`}</p>
  );
}

/** The changes of a law and its enactment, with their attributions. */
export function Amendments({ law }: { law: LawView }) {
  const t = useWords();
  return (
    <ol class="bare amendments">
      {law.amendments.map((one) => {
        const day = one.since.certain;
        return (
          <li id={`amendment-${one.id}`}>
            <h3>{one.by ? <ThingName brief={one.by} /> : one.title}</h3>
            <dl class="facts rows">
              <Row label={t(`law.amendment.${one.sort}`)}>
                {one.by && one.by.title !== one.title ? `${one.title} · ` : ''}
                {t('law.amendment_touches', { count: one.touches })}
              </Row>
              {one.signed ? (
                <Row label={t('law.amendment_made', { sort: one.signing })}>
                  <EdtfDate edtf={one.signed} />
                </Row>
              ) : null}
              <Row label={t('law.amendment_commences')}>
                {one.applies ? <EdtfDate edtf={one.applies} /> : t('law.amendment_commences_unknown')}
              </Row>
              {one.uri ? (
                <Row label={/^ECLI:/i.test(one.uri) ? 'ECLI' : /\/eli\//i.test(one.uri) ? 'ELI' : t('law.uri')}>
                  <span class="key">{one.uri}</span>
                </Row>
              ) : null}
            </dl>
            <SaidBy claims={[one.claim]} />
            {day && one.sort !== 'enactment' ? (
              <p class="who">
                <a href={routes.lawChanges({ number: law.brief.number }, { from: dayBefore(day), to: day })}>
                  {t('law.compare_this')}
                </a>
              </p>
            ) : null}
          </li>
        );
      })}
    </ol>
  );
}

/** What the law changes in other laws, with attributions. */
export function Amends({ law }: { law: LawView }) {
  const t = useWords();
  return (
    <ol class="bare amendments">
      {law.amends.map((one) => (
        <li>
          <h3>
            <ThingName brief={one.law} />
          </h3>
          <dl class="facts rows">
            {one.title === law.brief.title ? null : <Row label={t('law.amendment.amendment')}>{one.title}</Row>}
            {one.made ? (
              <Row label={t('law.amendment_made', { sort: one.signing })}>
                <EdtfDate edtf={one.made} />
              </Row>
            ) : null}
            <Row label={t('law.amendment_commences')}>
              {one.commences ? <EdtfDate edtf={one.commences} /> : t('law.amendment_commences_unknown')}
            </Row>
          </dl>
          <SaidBy claims={[one.claim]} />
        </li>
      ))}
    </ol>
  );
}

export const dayBefore = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);

/**
 * The facts of one part of the page. The law's own facts come first, then those of each provision under its label.
 * Facts that the page already shows as the basis of a duty are left out.
 */
export function LawFacts({ law, of }: { law: LawView; of: Part }) {
  const own = factsIn(law.facts, of);
  const untold = (provision: ProvisionView, facts: PropertyView[]): PropertyView[] => {
    const told = new Set(of === 'duties' ? provision.duties.flatMap((duty) => duty.says.map((claim) => claim.id)) : []);
    return facts
      .map((fact) => ({
        ...fact,
        values: fact.values.filter((value) => !value.claimIds.length || !value.claimIds.every((id) => told.has(id))),
      }))
      .filter((fact) => fact.values.length);
  };
  const provisions = allProvisions(law.provisions)
    .map((provision): [ProvisionView, PropertyView[]] => [provision, untold(provision, factsIn(provision.facts, of))])
    .filter(([, facts]) => facts.length);
  return (
    <>
      {own.length ? <RecordFacts facts={own} claims={law.claims} /> : null}
      {provisions.map(([provision, facts]) => (
        <>
          <h3>
            <a href={routes.provision({ number: provision.brief.number })}>{provision.label}</a>
          </h3>
          <RecordFacts facts={facts} claims={law.claims} />
        </>
      ))}
    </>
  );
}

/** Items to which the law applies, each with its case and attribution. */
export function Under({ under }: { under: readonly UnderLaw[] }) {
  const t = useWords();
  return (
    <ul class="list">
      {under.map((one) => (
        <li>
          <p>
            <ThingName
              brief={one.thing}
              href={one.case && one.case.id !== one.thing.id ? addressIn(one.thing, one.case) : undefined}
            />{' '}
            {one.provision ? <span class="who">{nameOf(t, one.provision)}</span> : null}
          </p>
          {one.case && one.case.id !== one.thing.id ? (
            <p class="who">
              <ThingName brief={one.case} />
            </p>
          ) : null}
          <SaidBy claims={one.claims} />
        </li>
      ))}
    </ul>
  );
}
