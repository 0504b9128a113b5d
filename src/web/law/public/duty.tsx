import type { LawView } from '../../../law/views/law.ts';
import type { DutyOnDay } from '../../../law/duties/load-duties.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import { durationWords } from '../../record/components/record-value.tsx';
import { Pill } from '../../kit/components/values.tsx';
import { Marks, usePageNotes } from '../../record/components/page-notes.tsx';
import { ValueMarks } from '../../record/components/said.tsx';
import { routes } from '../../routes.ts';
import { useWords } from '../../kit/view.tsx';
import { daySince, dayWords, LawWords, ClaimList, Attributions, ProvisionLabel } from './parts.tsx';

/** Kinds of secret in words, such as "personal, family or banking". */
export const secretWords = (
  t: Translate,
  kinds: readonly string[],
  type: 'disjunction' | 'conjunction' = 'disjunction',
): string => new Intl.ListFormat(t.locale, { type }).format(kinds.map((kind) => t(`law.duty.secret.${kind}`)));

/** A duty as a sentence. */
export function dutyWords(
  t: Translate,
  { bearer, act, period, secrets }: Pick<DutyOnDay['duty'], 'bearer' | 'act' | 'period' | 'secrets'>,
): string {
  return `${t(`law.duty.bearer.${bearer}`)} ${t(`law.duty.act.${act}`, { period: period === null ? 'none' : durationWords(t, period), secrets: secretWords(t, secrets) })}`;
}

/** The status of a duty, and since when it has this status. */
export function DutyStatus({ one }: { one: DutyOnDay }) {
  const t = useWords();
  const { standing, since, made, duty } = one;
  const words = [
    made && standing !== 'in-force'
      ? t('law.duty.made', { sort: duty.from?.amendment.signing ?? 'other', date: dayWords(t, made) })
      : '',
    since && standing !== 'bill'
      ? t(standing === 'in-force' ? 'law.duty.in_force_since' : 'law.duty.since', { date: daySince(t, since) })
      : '',
    duty.ended ? t('law.duty.ended', { date: daySince(t, duty.ended) }) : '',
  ].filter(Boolean);
  return (
    <p class="standing">
      <Pill shape={standing === 'in-force' ? 'stated' : standing === 'uncertain' ? 'left_unclear' : 'open'}>
        {t(`law.duty.standing.${standing}`)}
      </Pill>{' '}
      <span class="muted">{words.join(' · ')}</span>
    </p>
  );
}

/**
 * What a duty is based on: the law's own words, claims about these words, and claims that criticise the duty. `beside`
 * means that other sections of the page already show the claims. Then only the speakers of claims about the words are
 * named, and criticism that is in its own section is left out.
 */
export function DutyBasis({ one, desk, beside }: { one: DutyOnDay; desk?: boolean; beside?: boolean }) {
  const t = useWords();
  const noted = usePageNotes() !== null;
  const { quote, says } = one.duty;
  const criticism = one.duty.criticism.filter(
    (claim) => !beside || !claim.statements.some((statement) => statement.property === 'criticism'),
  );
  if (beside && !quote && criticism.length === 0) return noted ? null : <Attributions claims={says} desk={desk} />;
  return (
    <>
      {quote ? (
        <>
          <p class="muted">{t('law.duty.words')}</p>
          <LawWords
            words={quote.words}
            text={quote.text}
            part={quote.text.body === quote.words ? 'body' : 'all'}
            marks={noted ? <Marks claims={[quote.text.claim]} /> : null}
          />
          {noted ? null : <Attributions claims={[quote.text.claim]} desk={desk} />}
          {one.reworded ? <p class="notice warning">{t('law.duty.reworded')}</p> : null}
        </>
      ) : null}
      {beside ? (
        noted ? null : (
          <Attributions claims={says} desk={desk} />
        )
      ) : says.length ? (
        <>
          <p class="muted">
            {quote ? '' : <b>{t('law.text_not_held')}</b>} {t('law.duty.says')}
          </p>
          <ClaimList claims={says} desk={desk} />
        </>
      ) : null}
      {criticism.length ? (
        <>
          <p class="muted">{t('law.duty.criticised')}</p>
          <ClaimList claims={criticism} desk={desk} />
        </>
      ) : null}
    </>
  );
}

export function Duties({
  duties,
  law,
  beside,
}: {
  duties: readonly DutyOnDay[];
  law: Pick<LawView, 'language'>;
  beside?: boolean;
}) {
  const t = useWords();
  const noted = usePageNotes() !== null;
  return (
    <ul class="bare duties">
      {duties.map((one) => (
        <li id={`duty-${one.duty.id}`}>
          <p class="duty">
            {dutyWords(t, one.duty)}
            {noted && one.standing !== 'not-made' ? <ValueMarks claims={one.duty.says} /> : null}
          </p>
          <DutyStatus one={one} />
          <p class="muted">
            {t('law.duty.provision')}{' '}
            <a href={routes.provision({ number: one.provision.brief.number })}>
              <ProvisionLabel provision={{ ...one.provision, label: one.provision.name }} law={law} />
            </a>
          </p>
          {one.standing === 'not-made' ? null : <DutyBasis one={one} beside={beside} />}
        </li>
      ))}
    </ul>
  );
}
