import type { Child } from 'hono/jsx';
import type { Advice } from '../../../law/advice/advise.ts';
import { countryName } from '../../../record/vocabulary/countries.ts';
import { adviceOf, type AdviceJson } from '../api/advice.ts';
import { Notice } from '../../kit/components/page-parts.tsx';
import { Pill } from '../../kit/components/values.tsx';
import { routes } from '../../routes.ts';
import { useWords } from '../../kit/view.tsx';
import { DutyBasis, DutyStatus, dutyWords, secretWords } from '../public/duty.tsx';
import { dayWords, ClaimList } from '../public/parts.tsx';
import { Section } from '../../record/show/parts.tsx';

type Sentence = AdviceJson['sentences'][number];
const placeOf = (id: string): string => `sentence-${id}`;

export function countryWords(locale: string, codes: readonly string[]): string {
  return new Intl.ListFormat(locale, { type: 'conjunction' }).format(codes.map((code) => countryName(code, locale)));
}

/** A sentence in which the words that may reveal a secret are marked. */
function MarkedSentence({ text, touches }: Sentence) {
  const parts: Child[] = [];
  let offset = 0;
  for (const { start, words } of touches.toSorted((a, b) => a.start - b.start)) {
    if (start < offset) continue;
    parts.push(text.slice(offset, start), <mark>{words}</mark>);
    offset = start + words.length;
  }
  return <>{[...parts, text.slice(offset)]}</>;
}

/**
 * The results of a check: missing permissions, sentences with the reasons for concern, and the people named in them.
 */
export function Findings({ advice }: { advice: AdviceJson }) {
  const t = useWords();
  const { missing, sentences, people } = advice;
  const order = new Map(sentences.map((one, index) => [one.sentence, index + 1]));
  return (
    <>
      <Section id="missing" title={t('law.advice.missing')} when={missing.length > 0}>
        <p class="muted">{t('law.advice.missing_lead')}</p>
        <ul class="list">
          {missing.map((one) => (
            <li>
              <p>
                <b>
                  {t('law.advice.missing_one', { name: one.name, kinds: secretWords(t, one.kinds, 'conjunction') })}
                </b>
              </p>
              <p class="muted">
                {t('law.advice.in_sentences', { count: one.sentences.length })}{' '}
                {one.sentences.map((id, index) => (
                  <>
                    {index ? ', ' : ''}
                    <a href={`#${placeOf(id)}`}>{order.get(id)}</a>
                  </>
                ))}{' '}
                {one.certain ? '' : t('law.advice.missing_later')}
              </p>
            </li>
          ))}
        </ul>
      </Section>
      <Section
        id="sentences"
        title={t('law.advice.sentences', { count: sentences.length })}
        when={sentences.length > 0}
      >
        <ol class="touched">
          {sentences.map((one) => (
            <li id={placeOf(one.sentence)}>
              <p class="said">
                <MarkedSentence {...one} />
              </p>
              <ul class="list">
                {one.touches.map((touch) => (
                  <li>
                    <p>
                      <Pill>{t('law.advice.kind', { kind: touch.kind })}</Pill>{' '}
                      {t('law.advice.because', { rule: t(`law.advice.rule.${touch.rule}`) })}{' '}
                      {t(`law.advice.about.${touch.how}`, {
                        names: new Intl.ListFormat(t.locale).format(touch.about.map((place) => people[place]!.name)),
                      })}
                    </p>
                    <p class="muted">{t('law.advice.words', { words: touch.desk ?? touch.words })}</p>
                  </li>
                ))}
              </ul>
            </li>
          ))}
        </ol>
      </Section>
      <Section id="people" title={t('law.advice.people')} when={people.length > 0}>
        <p class="muted">{t('law.advice.people_lead')}</p>
        <ul class="named">
          {people.map((one) => (
            <li>
              {one.actor ? (
                <a href={routes.desk.actor({ number: Number(one.actor.split('/')[1]) })}>{one.name}</a>
              ) : (
                one.name
              )}
            </li>
          ))}
        </ul>
      </Section>
    </>
  );
}

/** Advice that was calculated for this response and is not stored. */
export function AdviceShown({
  advice,
  read,
}: {
  advice: Advice;
  /** Set if the checked text is not the last revision. */ read?: 'unsaved' | 'typed';
}) {
  const t = useWords();
  const { jurisdictions, asking, besides, touched } = advice;
  const countries = countryWords(t.locale, jurisdictions);
  if (jurisdictions.length === 0)
    return (
      <Notice title={t('law.advice.no_jurisdiction')}>
        <p>
          {t('law.advice.no_jurisdiction_lead')}{' '}
          <a href={routes.desk.settings()}>{t('law.advice.no_jurisdiction_set')}</a>
        </p>
      </Notice>
    );
  return (
    <>
      <Notice title={t('law.advice.for_you')}>
        <p>
          {t('law.advice.for_you_lead')} {read ? t(`law.advice.${read}`) : ''}
        </p>
      </Notice>
      <p class="muted">{t('law.advice.under', { countries, date: dayWords(t, advice.day) })}</p>
      {asking.length === 0 ? (
        <Notice title={t('law.advice.no_duty')}>
          <p>{t('law.advice.no_duty_lead', { countries })}</p>
        </Notice>
      ) : null}
      {advice.ruled ? null : (
        <Notice kind="warning" title={t('law.advice.no_rules')}>
          <p>{t('law.advice.no_rules_lead')}</p>
        </Notice>
      )}
      {asking.length && touched.length === 0 ? (
        <Notice title={t('law.advice.nothing')}>
          <p>{t('law.advice.nothing_lead')}</p>
        </Notice>
      ) : null}
      <Findings advice={adviceOf(advice)} />
      <Section id="asking" title={t('law.advice.asking')} when={touched.length > 0}>
        <Laws of={asking} />
      </Section>
      <Section id="besides" title={t('law.advice.besides')} when={besides.length > 0}>
        <ul class="list">
          {besides.map(({ duty, law }) => (
            <li>
              <p>
                <a href={routes.desk.provision({ number: duty.provision.brief.number })}>{dutyWords(t, duty.duty)}</a>
              </p>
              <DutyStatus one={duty} />
              <p class="muted">{law.title}</p>
            </li>
          ))}
        </ul>
      </Section>
    </>
  );
}

function Laws({ of }: { of: Advice['asking'] }) {
  const t = useWords();
  return (
    <ul class="bare duties">
      {of.map(({ law, countries, duty, criticism }) => (
        <li>
          <p class="duty">{dutyWords(t, duty.duty)}</p>
          <DutyStatus one={duty} />
          <p class="muted">
            {countryWords(t.locale, countries)} · <a href={routes.desk.law({ number: law.number })}>{law.title}</a>,{' '}
            <a href={routes.desk.provision({ number: duty.provision.brief.number })}>{duty.provision.name}</a>
          </p>
          <DutyBasis one={{ ...duty, duty: { ...duty.duty, criticism: [] } }} desk />
          {criticism.length ? (
            <>
              <h3>{t('law.advice.criticised')}</h3>
              <ClaimList claims={criticism} desk />
            </>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

/**
 * What the laws required when the advice was stored. The texts are those stored with the advice, because the record may
 * have changed since.
 */
export function StoredRequirements({ advice }: { advice: AdviceJson }) {
  const t = useWords();
  const claims = new Map(advice.claims.map((claim) => [claim.number, claim]));
  return (
    <Section id="asking" title={t('law.advice.asking')}>
      <ul class="bare duties">
        {advice.asking.map(({ law, duty, criticism }) => (
          <li>
            <p class="duty">{dutyWords(t, duty)}</p>
            <p class="muted">{[t(`law.duty.standing.${duty.standing}`), law.name].filter(Boolean).join(' · ')}</p>
            {duty.quote ? (
              <blockquote lang={duty.quote.language === 'und' ? undefined : duty.quote.language}>
                {duty.quote.words}
              </blockquote>
            ) : null}
            <ul class="claims">
              {[...new Set([...duty.says, ...criticism].flatMap((number) => claims.get(number)?.wording ?? []))].map(
                (wording) => (
                  <li>{wording}</li>
                ),
              )}
            </ul>
          </li>
        ))}
      </ul>
    </Section>
  );
}
