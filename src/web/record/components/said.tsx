import type { Translate } from '../../../platform/messages/messages.ts';
import { speakingPage, type ClaimView, type LinkView } from '../../../record/views/claims.ts';
import { routes } from '../../routes.ts';
import { Filled } from '../../kit/components/filled.tsx';
import { langOf } from '../../kit/components/own-words.tsx';
import { useWords } from '../../kit/view.tsx';
import { shorten } from '../../../platform/text/shorten.ts';
import { lowerFirst } from '../../kit/words/lower-first.ts';
import { distinctClaims, nameOf, ownWords, wordsLanguage } from './of-record.ts';
import { ChainNames, chainNames, isPlain, NameWords, pageNamed, plainName, ModeWords, SourceWords } from './chain.tsx';
import { Marks, usePageNotes } from './page-notes.tsx';
import type { Named } from './types.ts';

/** The name of a speaker, with its language if this is not the language of the page. */
function namedOfLink(t: Translate, claim: ClaimView, link: LinkView): Named {
  if (link.hidden) return { name: t('kit.chain.hidden') };
  if (link.speaker) return { name: nameOf(t, link.speaker), language: link.speaker.language };
  const page = speakingPage(claim, link);
  const language = wordsLanguage(t, claim);
  if (page) return pageNamed(t, { ...page, kind: page.sort }, link.asWritten, language);
  return link.asWritten
    ? { name: link.asWritten, language, ours: link.asWrittenOurs }
    : { name: t('kit.chain.nobody') };
}

/**
 * The first speaker of a claim, marked with the language of the name.
 * @param props.most the maximum number of characters of the title of a document
 */
export function FirstSayer({ claim, most }: { claim: ClaimView; most?: number }) {
  const t = useWords();
  const [link] = claim.chain;
  const language = wordsLanguage(t, claim);
  if (link?.speaker && !link.hidden) return <span {...langOf(link.speaker)}>{firstSayer(t, claim)}</span>;
  const page = link && speakingPage(claim, link);
  if (page) {
    const named = pageNamed(t, { ...page, kind: page.sort }, link.asWritten, language);
    const title = named.page && shorten(named.page.title, most);
    return <NameWords named={title && most ? { ...named, page: { ...named.page!, title } } : named} />;
  }
  return link && language && link.asWritten && !link.hidden ? (
    <SourceWords words={link.asWritten} language={language} ours={link.asWrittenOurs} />
  ) : (
    <>{firstSayer(t, claim)}</>
  );
}

/** The first speaker of a claim as plain text. */
export const firstSayer = (t: Translate, claim: ClaimView): string =>
  claim.chain[0] ? plainName(namedOfLink(t, claim, claim.chain[0])) : t('kit.chain.nobody');

/** The full name of the first speaker. Unlike `firstSayer`, it always has the title of a document. */
export const sayerName = (t: Translate, claim: ClaimView): string =>
  claim.chain[0] ? namedOfLink(t, claim, claim.chain[0]).name : t('kit.chain.nobody');

/** All speakers of a claim, from the first speaker to the publisher. */
function sayersOf(t: Translate, claim: ClaimView): (Named & { verb?: string })[] {
  const foreign = wordsLanguage(t, claim) !== undefined;
  const names: (Named & { verb?: string })[] = claim.chain.map((link) => ({
    ...namedOfLink(t, claim, link),
    verb: foreign ? undefined : (link.verb ?? undefined),
  }));
  if (!names.length) names.push({ name: t('kit.chain.nobody') });
  // The publisher is added at the end, unless the claim is in the page's own words.
  if (claim.publisher && !ownWords(claim) && claim.publisher.title !== names.at(-1)!.name)
    names.push({ name: claim.publisher.title, language: claim.publisher.language });
  return names;
}

/** The attribution as plain text: "Zeinulla Kakimzhanov, according to Transitions Online". */
export const sayerWords = (t: Translate, claim: ClaimView): string =>
  claim.support === 'direct-word'
    ? t('record.public.said.direct', { name: firstSayer(t, claim) })
    : chainNames(t, sayersOf(t, claim));

/** The attribution in one line. Names in another language are marked. */
export function Sayer({ claim }: { claim: ClaimView }) {
  const t = useWords();
  return claim.support === 'direct-word' ? (
    <Filled message="record.public.said.direct" name="name">
      <FirstSayer claim={claim} />
    </Filled>
  ) : (
    <ChainNames names={sayersOf(t, claim)} />
  );
}

/**
 * The line below a value with the attributions of its claims. Each one links to its claim. If a claim does not
 * simply state the value (but alleges or denies it, for example), a word before the name says so. On a page with notes,
 * `ValueMarks` replaces this line.
 */
export function SaidBy({ claims, origins }: { claims: readonly ClaimView[]; origins?: number }) {
  const t = useWords();
  if (usePageNotes()) return <ValueMarks claims={claims} />;
  // Plain claims come first: in "Alleged by X; Y", readers would think that Y alleges it, too.
  const lines = distinctClaims(claims).toSorted((a, b) => Number(isPlain(b.mode)) - Number(isPlain(a.mode)));
  if (!lines.length) return null;
  return (
    <p class="muted said-by">
      {isPlain(lines[0]!.mode) ? <span class="sr">{t('record.public.said.by')} </span> : null}
      {lines.map((claim, index) => (
        <>
          {index ? '; ' : ''}
          <ModeWords mode={claim.mode} />
          <a href={routes.claim({ number: claim.number })}>
            <Sayer claim={claim} />
          </a>
          {claim.state === 'imported' ? ` (${t('record.public.said.imported')})` : null}
        </>
      ))}
      {origins !== undefined && lines.length > 1 && origins < lines.length ? (
        <span> ({t('record.public.said.origins', { count: origins })})</span>
      ) : null}
    </p>
  );
}

/**
 * The note numbers of a value. A speaker who does not simply state the value (but alleges or denies it, for example) is
 * also named. `named`: whether to name all speakers. A value is marked as imported if all its claims are.
 */
export function ValueMarks({ claims, named = false }: { claims: readonly ClaimView[]; named?: boolean }) {
  const t = useWords();
  const distinct = distinctClaims(claims);
  const plain = distinct.filter((claim) => !claim.attributed && !named);
  const bySpeaker = new Map<string, ClaimView[]>();
  for (const claim of distinct) {
    if (plain.includes(claim)) continue;
    const key = `${claim.mode} ${sayerName(t, claim)}`;
    bySpeaker.set(key, [...(bySpeaker.get(key) ?? []), claim]);
  }
  const imported = distinct.length > 0 && distinct.every((claim) => claim.state === 'imported');
  return (
    <>
      <Marks claims={plain} />
      {[...bySpeaker.values()].map((group) => {
        const { mode } = group[0]!;
        const how = isPlain(mode) ? '' : `${t(`record.public.said.mode.${mode}`)} `;
        return (
          <span class="said-by">
            {' '}
            ({lowerFirst(t, how)}
            <FirstSayer claim={group[0]!} />
            <Marks claims={group} />)
          </span>
        );
      })}
      {imported ? <small class="muted"> ({t('record.public.said.imported')})</small> : null}
    </>
  );
}
