import type { Child } from 'hono/jsx';
import type { Translate } from '../../../platform/messages/messages.ts';
import { articleLabel } from '../../../law/article-label.ts';
import type { OnDate } from '../../../law/views/on-date.ts';
import type { ProvisionAsOf } from '../../../law/views/as-of.ts';
import {
  textIn,
  type AmendmentView,
  type LawView,
  type ProvisionView,
  type TextView,
  type VersionView,
} from '../../../law/views/law.ts';
import type { ClaimView } from '../../../record/views/claims.ts';
import { languageName } from '../../../record/vocabulary/languages.ts';
import { Marks, usePageNotes } from '../../record/components/page-notes.tsx';
import { ValueMarks, SaidBy, sayerWords } from '../../record/components/said.tsx';
import { TranslationAbove, TranslationWithOriginal } from '../../kit/components/ours.tsx';
import { ClaimState, Pill } from '../../kit/components/values.tsx';
import { edtfWords } from '../../../record/values/edtf/edtf-words.ts';
import { routes } from '../../routes.ts';
import { useView, useWords, type View } from '../../kit/view.tsx';
import { foreignTo } from '../../kit/words/foreign-to.ts';
import { OriginalOf, Wording } from '../../record/public/claim-list.tsx';

/**
 * How to show a law's text. `main` is the claim from which most of the text comes. A provision names its source only if
 * its text comes from another claim.
 */
export type TextChoice = { law: Pick<LawView, 'language'>; language: string; main: number | null };

export const dayWords = (t: Translate, edtf: string): string => edtfWords(t, edtf).text;

/** A date in the grammatical form that follows "since". */
export function daySince(t: Translate, edtf: string): string {
  const { of, text } = edtfWords(t, edtf);
  return of ?? text;
}

export function Provisions({
  tree,
  choice,
  level = 3,
  anchors = true,
}: {
  tree: readonly ProvisionAsOf[];
  choice: TextChoice;
  level?: number;
  /** False if a provision can occur twice on the page, because its `id` would then not be unique. */ anchors?: boolean;
}) {
  return (
    <>
      {tree.map((one) => (
        <section class={`provision ${one.provision.kind}`} id={anchors ? one.provision.eid : undefined}>
          <ProvisionHead one={one} choice={choice} level={level} />
          <LegalStatus one={one} />
          {one.version ? <VersionText version={one.version} choice={choice} part="body" /> : null}
          {one.standing === 'repealed' || one.standing === 'struck-down' ? null : (
            <Provisions tree={one.children} choice={choice} level={Math.min(level + 1, 6)} anchors={anchors} />
          )}
          {one.version ? <VersionText version={one.version} choice={choice} part="tail" /> : null}
        </section>
      ))}
    </>
  );
}

function ProvisionHead({ one, choice, level }: { one: ProvisionAsOf; choice: TextChoice; level: number }) {
  const t = useWords();
  const text = one.version && textIn(one.version, choice.language, choice.law.language);
  const Heading = `h${level}` as 'h2' | 'h3';
  // The label of a preamble is its first words, which are also the first words of its text. So “Preamble” is shown
  // instead.
  const num =
    text?.num ||
    (one.provision.eid === 'preamble' ? (
      t('law.preamble')
    ) : (
      <ProvisionLabel provision={one.provision} law={choice.law} />
    ));
  const translated = text?.ours !== undefined && articleLabel(t, text.num) !== text.num;
  // The number of a paragraph or point is on the same line as its words, as in print.
  const small =
    one.provision.kind === 'paragraph' ||
    one.provision.kind === 'point' ||
    one.provision.kind === 'indent' ||
    one.provision.kind === 'subparagraph';
  return (
    <Heading class={small ? 'num' : undefined}>
      <a href={routes.provision({ number: one.provision.brief.number })} title={t('law.history_of')}>
        {translated && text?.num ? (
          articleLabel(t, text.num)
        ) : (
          <span lang={text?.num ? foreignTo(t, text.language) : undefined}>{num}</span>
        )}
      </a>
      {text?.heading ? (
        <>
          {' '}
          <TranslationWithOriginal text={text.heading} language={text.language} ours={text.ours?.heading} />
        </>
      ) : null}
    </Heading>
  );
}

/**
 * The label of a provision, alone or with the labels of the provisions above it. `ours` means that we translated it.
 */
type Labelled = Pick<ProvisionView, 'label' | 'ours'>;

/** The label of a provision. If it cannot be translated into the reader's language, it has the `lang` of the law. */
export function ProvisionLabel({ provision, law }: { provision: Labelled; law: Pick<LawView, 'language'> }) {
  const view = useView();
  const words = articleLabel(view.t, provision.label);
  const lang = labelLanguage(view, provision, law);
  return lang ? <span lang={lang}>{words}</span> : <>{words}</>;
}

/** The language of a provision's label, if it is not the reader's. */
export const labelLanguage = (
  view: Pick<View, 't' | 'paper'>,
  { label, ours }: Labelled,
  law: Pick<LawView, 'language'>,
): string | undefined =>
  ours || articleLabel(view.t, label) !== label ? undefined : lawWords(view, law.language).lang;

/** The status of the provision. Renders nothing if the provision is in force and certainly has this text. */
function LegalStatus({ one }: { one: OnDate<VersionView> }) {
  const t = useWords();
  const { signed, signing } = one.perhaps.at(-1)?.amendment ?? {};
  if (one.standing === 'not-yet')
    return (
      <p class="standing">
        <Pill shape="open">{t('law.provision_not_yet')}</Pill>
      </p>
    );
  if (one.standing === 'repealed' || one.standing === 'struck-down')
    return (
      <p class="standing">
        <Pill>{t(`law.provision_${one.standing}`)}</Pill>
      </p>
    );
  if (one.standing === 'uncertain')
    return (
      <p class="standing">
        <Pill shape="left_unclear">
          {signed && signing
            ? t('law.provision_uncertain', { sort: signing, date: dayWords(t, signed) })
            : t('law.provision_uncertain_bare')}
        </Pill>
      </p>
    );
  return (
    <>
      {one.perhaps.map((version) => (
        <p class="standing">
          <Pill shape="left_unclear">{t('law.perhaps_changed', { title: version.amendment.title })}</Pill>
        </p>
      ))}
    </>
  );
}

/**
 * The text of a version or, if the record does not have it, the claims about it. `part` selects the text before the
 * provision's parts (`body`), the text after them (`tail`), or both.
 */
export function VersionText({
  version,
  choice,
  part,
}: {
  version: VersionView;
  choice: TextChoice;
  part: 'body' | 'tail' | 'all';
}) {
  const t = useWords();
  const noted = usePageNotes() !== null;
  const text = textIn(version, choice.language, choice.law.language);
  if (!text) return part === 'tail' ? null : <Summaries claims={version.summaries} />;
  const lines = [
    ...(part === 'tail' ? [] : text.body.split('\n')),
    ...(part === 'body' ? [] : text.tail.split('\n')),
  ].filter(Boolean);
  const ours = translatedLines(text, part);
  const cites = part !== 'tail' && text.claim.id !== choice.main;
  const marks = noted && cites ? <Marks claims={[text.claim]} /> : null;
  return (
    <>
      {part !== 'tail' && text.language !== choice.language && !ours.length ? (
        <p class="muted">{t('law.other_language', { language: languageName(text.language, t.locale) })}</p>
      ) : null}
      {ours.length ? (
        <TranslationAbove ours={<Lines lines={ours} marks={marks} />} language={text.language}>
          <Lines lines={lines} language={text.language} />
        </TranslationAbove>
      ) : (
        <Lines lines={lines} language={text.language} marks={marks} />
      )}
      {cites && !(noted && lines.length) ? <SaidBy claims={[text.claim]} /> : null}
    </>
  );
}

/** Names the language of a law's shown text, if it is not the reader's. */
export function TextLanguage({ law, language }: { law: Pick<LawView, 'languages'>; language: string }) {
  const t = useWords();
  return law.languages.length && foreignTo(t, language) ? (
    <p class="muted">{t('law.other_language', { language: languageName(language, t.locale) })}</p>
  ) : null;
}

/** The paragraphs of a text. `marks` follow the last paragraph. */
function Lines({ lines, language, marks }: { lines: readonly string[]; language?: string; marks?: Child }) {
  const t = useWords();
  return (
    <>
      {lines.map((line, index) => (
        <p lang={foreignTo(t, language)}>
          {line}
          {index === lines.length - 1 ? marks : null}
        </p>
      ))}
    </>
  );
}

/** The paragraphs of our translation of a version's text, without the heading, which the provision shows. */
const translatedLines = ({ ours }: TextView, part: 'body' | 'tail' | 'all'): string[] =>
  [
    ...(part === 'tail' ? [] : (ours?.body?.split('\n') ?? [])),
    ...(part === 'body' ? [] : (ours?.tail?.split('\n') ?? [])),
  ].filter(Boolean);

/** Words of a law in a separate block: our translation with the original below it, or only the original. */
export function LawWords({
  words,
  text,
  part,
  marks,
}: {
  words: string;
  text: TextView;
  part: 'body' | 'all';
  marks: Child;
}) {
  const ours = translatedLines(text, part);
  const original = (ends: Child) => (
    <blockquote lang={text.language === 'und' ? undefined : text.language}>
      <p>
        {words}
        {ends}
      </p>
    </blockquote>
  );
  return ours.length ? (
    <TranslationAbove
      ours={
        <blockquote>
          <Lines lines={ours} marks={marks} />
        </blockquote>
      }
      language={text.language}
    >
      {original(null)}
    </TranslationAbove>
  ) : (
    original(marks)
  );
}

/** Groups claims with the same words, so that the page shows these words once. */
export function groupByWords(claims: readonly ClaimView[]): ClaimView[][] {
  const groups = new Map<string, ClaimView[]>();
  for (const claim of claims)
    groups.set(`${claim.kind} ${claim.wording}`, [...(groups.get(`${claim.kind} ${claim.wording}`) ?? []), claim]);
  return [...groups.values()];
}

function Summaries({ claims }: { claims: readonly ClaimView[] }) {
  const t = useWords();
  return (
    <div class="not-held">
      <p class="muted">
        <b>{t('law.text_not_held')}</b> {t(claims.length ? 'law.summaries' : 'law.says_nothing')}
      </p>
      {claims.length ? <ClaimList claims={claims} /> : null}
    </div>
  );
}

/**
 * A list of claims. Claims with the same words are one entry. With `desk`, each speaker links to the desk page of the
 * claim.
 */
export function ClaimList({ claims, desk }: { claims: readonly ClaimView[]; desk?: boolean }) {
  const noted = usePageNotes() !== null;
  return (
    <ul class="claims">
      {groupByWords(claims).map((same) => (
        <li>
          <p>
            <Wording claim={same[0]!} />
            {noted ? <ValueMarks claims={same} /> : null}
          </p>
          <OriginalOf claim={same[0]!} />
          {noted ? null : <Attributions claims={same} desk={desk} />}
        </li>
      ))}
    </ul>
  );
}

/** The attributions of claims. At the desk, each links to its claim, and has a badge if the claim is not checked. */
export function Attributions({ claims, desk }: { claims: readonly ClaimView[]; desk?: boolean }) {
  const t = useWords();
  if (!desk) return <SaidBy claims={claims} />;
  return (
    <p class="muted">
      {claims.map((claim, index) => (
        <>
          {index ? '; ' : ''}
          <a href={routes.desk.claim({ number: claim.number })}>{sayerWords(t, claim)}</a>
          {claim.state === 'checked' ? null : (
            <>
              {' '}
              <ClaimState state={claim.state} />
            </>
          )}
        </>
      ))}
    </p>
  );
}

/** The claim from which most of a law's text comes. The page names its source once, above the text. */
export function mainClaim(versions: readonly VersionView[]): ClaimView | null {
  const counts = new Map<number, { claim: ClaimView; count: number }>();
  for (const { claim } of versions.flatMap((version) => version.texts)) {
    const known = counts.get(claim.id) ?? { claim, count: 0 };
    known.count += 1;
    counts.set(claim.id, known);
  }
  return [...counts.values()].toSorted((a, b) => b.count - a.count)[0]?.claim ?? null;
}

/** The attributes of the title of an amendment. */
export const amendmentWords = (
  view: Pick<View, 't' | 'paper'>,
  law: Pick<LawView, 'language'>,
  { ours }: Pick<AmendmentView, 'ours'>,
): { lang?: string } => (ours ? {} : lawWords(view, law.language));

/** The attributes of words from the law itself. Words without a language (`und`) are in the publication's language. */
export const lawWords = ({ t, paper }: Pick<View, 't' | 'paper'>, language: string): { lang?: string } => ({
  lang: foreignTo(t, language === 'und' ? paper.language : language),
});

export function Row({ label, children }: { label: string; children?: Child }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
