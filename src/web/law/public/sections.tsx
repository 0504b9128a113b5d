import type { Translate } from '../../../platform/messages/messages.ts';
import { turningDaysOf } from '../../../law/views/as-of.ts';
import { type LawView, type ProvisionView, type UnderLaw } from '../../../law/views/law.ts';
import { allProvisions } from '../../../law/views/head.ts';
import type { PropertyView } from '../../../record/views/facts.ts';
import { languageName } from '../../../record/vocabulary/languages.ts';
import { maxAnswerValues } from '../../record/components/answers.tsx';
import { RecordFacts } from '../../record/components/facts.tsx';
import { addressIn, nameOf } from '../../record/components/of-record.ts';
import { PdfLink } from '../../record/components/pdf-link.tsx';
import { ThingName } from '../../record/components/record-value.tsx';
import { ValueMarks } from '../../record/components/said.tsx';
import { CiteThis } from '../../kit/components/citation.tsx';
import { EdtfDate } from '../../kit/components/values.tsx';
import { routes, slugify } from '../../routes.ts';
import { useView, useWords } from '../../kit/view.tsx';
import { amendmentWords, dayWords, ProvisionLabel, Row } from './parts.tsx';

/** For each section of the page, the properties whose facts it shows. */
const parts = { duties: ['duty', 'retention-period'], criticism: ['criticism'], standards: ['held-against'] } as const;
const elsewhere = new Set<string>(Object.values(parts).flat());
/** Properties that the section `more` leaves out if the summary already shows all their values (see `inAnswers`). */
const answered = new Set([
  'law-kind',
  'jurisdiction',
  'enacted-by',
  'adopted',
  'signed',
  'in-force',
  'struck-down',
  'repealed',
]);

type Part = keyof typeof parts | 'more';
const inAnswers = ({ property, values }: PropertyView): boolean =>
  answered.has(property) && values.length <= maxAnswerValues && values.every((value) => !value.attributed);
const factsIn = (facts: readonly PropertyView[], of: Part): PropertyView[] =>
  facts.filter((one) =>
    of === 'more'
      ? !elsewhere.has(one.property) && !inAnswers(one)
      : (parts[of] as readonly string[]).includes(one.property),
  );

export type Section = { id: string; title: string; count?: number };

/** The sections of a law's page, without empty ones. */
export function sectionsOf(t: Translate, law: LawView, letters = 0): Section[] {
  const provisions = allProvisions(law.provisions);
  const all = [law.facts, ...provisions.map((one) => one.facts)];
  const section = (id: string, title: string, count: number): Section[] => (count ? [{ id, title, count }] : []);
  const facts = (of: Part): number => all.reduce((sum, own) => sum + factsIn(own, of).length, 0);
  const part = (of: Part, when = facts(of) > 0): Section[] => (when ? [{ id: of, title: t(`law.${of}`) }] : []);
  return [
    { id: 'says', title: t('law.says') },
    ...section('changed', t('law.changed'), law.amendments.length),
    ...section('changes', t('law.changes'), law.amends.length),
    ...part('duties', facts('duties') > 0 || provisions.some((one) => one.duties.length > 0)),
    ...part('criticism'),
    ...part('standards'),
    ...section('under', t('law.under'), law.under.length),
    ...section('letters', t('letters.title'), letters),
    ...section('more', t('law.more'), facts('more')),
    ...section('sources', t('law.sources'), law.sources.length),
  ];
}

/** The contents list beside the page, and links to the law as files. */
export function PageContents({
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
  return (
    <>
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
      <p class="muted no-print">
        {asked ? null : <PdfLink address={(query) => routes.law.as('pdf', at, query)} />}
        <a href={routes.law.as('xml', at, { language })}>{t('law.as_akn')}</a> ·{' '}
        {asked ? (
          <>
            <a href={routes.law.as('xml', at, { on, language })}>{t('law.as_akn_day')}</a> ·{' '}
          </>
        ) : null}
        <a href={routes.law.as('jsonld', at)}>{t('law.as_jsonld')}</a> ·{' '}
        <a href={routes.law.json(at)}>{t('record.public.as_data')}</a>
      </p>
      {asked ? null : (
        <CiteThis {...law.brief} changed={law.changedAt.toISOString().slice(0, 10)} path={routes.law(at)} />
      )}
    </>
  );
}

/** The form that selects the day and the language of the text. It works without JavaScript. */
export function DayAndLanguageForm({
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

/** The enactment and the amendments of a law, with their attributions. */
export function Amendments({ law }: { law: LawView }) {
  const view = useView();
  const { t } = view;
  return (
    <ol class="bare amendments">
      {law.amendments.map((one) => {
        const day = one.since.certain;
        return (
          <li id={`amendment-${one.id}`}>
            <h3 {...(one.by ? {} : amendmentWords(view, law, one))}>
              {one.by ? <ThingName brief={one.by} /> : one.title}
            </h3>
            <dl class="facts rows noted">
              <Row label={t(`law.amendment.${one.sort}`)}>
                {one.by && one.by.title !== one.title ? (
                  <>
                    <span {...amendmentWords(view, law, one)}>{one.title}</span> ·{' '}
                  </>
                ) : null}
                {t('law.amendment_touches', { count: one.touches })}
                <ValueMarks claims={[one.claim]} />
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
            {day && one.sort !== 'enactment' ? (
              <p class="muted">
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
export function ChangesOfOtherLaws({ law }: { law: LawView }) {
  const view = useView();
  const { t } = view;
  return (
    <ol class="bare amendments">
      {law.amends.map((one) => (
        <li>
          <h3>
            <ThingName brief={one.law} />
          </h3>
          <dl class="facts rows noted">
            {one.title === law.brief.title ? null : (
              <Row label={t('law.amendment.amendment')}>
                <span {...amendmentWords(view, law, one)}>{one.title}</span>
              </Row>
            )}
            {one.made ? (
              <Row label={t('law.amendment_made', { sort: one.signing })}>
                <EdtfDate edtf={one.made} />
              </Row>
            ) : null}
            <Row label={t('law.amendment_commences')}>
              {one.commences ? <EdtfDate edtf={one.commences} /> : t('law.amendment_commences_unknown')}
              <ValueMarks claims={[one.claim]} />
            </Row>
          </dl>
        </li>
      ))}
    </ol>
  );
}

export const dayBefore = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);

/**
 * The facts of one section: those about the law, then those about each provision under its label. Facts that the page
 * already shows as the basis of a duty are left out.
 */
export function LawFacts({ law, of }: { law: LawView; of: Part }) {
  const own = factsIn(law.facts, of);
  const notShown = (provision: ProvisionView, facts: PropertyView[]): PropertyView[] => {
    const shownClaims = new Set(
      of === 'duties' ? provision.duties.flatMap((duty) => duty.says.map((claim) => claim.id)) : [],
    );
    return facts
      .map((fact) => ({
        ...fact,
        values: fact.values.filter(
          (value) => !value.claimIds.length || !value.claimIds.every((id) => shownClaims.has(id)),
        ),
      }))
      .filter((fact) => fact.values.length);
  };
  const provisions = allProvisions(law.provisions)
    .map((provision): [ProvisionView, PropertyView[]] => [provision, notShown(provision, factsIn(provision.facts, of))])
    .filter(([, facts]) => facts.length);
  return (
    <>
      {own.length ? <RecordFacts facts={own} claims={law.claims} /> : null}
      {provisions.map(([provision, facts]) => (
        <>
          <h3>
            <a href={routes.provision({ number: provision.brief.number })}>
              <ProvisionLabel provision={provision} law={law} />
            </a>
          </h3>
          <RecordFacts facts={facts} claims={law.claims} />
        </>
      ))}
    </>
  );
}

/** The cases, charges and orders under this law, each with its case and attribution. */
export function CasesUnderLaw({ under }: { under: readonly UnderLaw[] }) {
  const t = useWords();
  return (
    <ul class="list">
      {under.map((one) => (
        <li>
          <p>
            <ThingName
              brief={one.thing}
              href={one.case && one.case.id !== one.thing.id ? addressIn(one.thing, one.case) : undefined}
            />
            {one.provision ? <span class="muted"> {nameOf(t, one.provision)}</span> : null}
            <ValueMarks claims={one.claims} />
          </p>
          {one.case && one.case.id !== one.thing.id ? (
            <p class="muted">
              <ThingName brief={one.case} />
            </p>
          ) : null}
        </li>
      ))}
    </ul>
  );
}
