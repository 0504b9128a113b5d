import type { Translate } from '../../../platform/messages/messages.ts';
import { useWords } from '../../kit/view.tsx';
import { Filled } from '../../kit/components/filled.tsx';
import { Shape } from '../../kit/components/shapes.tsx';
import type { Mode } from '../../../record/tables.ts';
import { edtfWords } from '../../../record/values/edtf/edtf-words.ts';
import { termLabel } from '../../../record/vocabulary/terms.ts';
import { lowerFirst } from '../../kit/words/lower-first.ts';
import type { ChainLink, Named, NoteData, Support } from './types.ts';

/** The verbs that `passedOn` can use in "as cited by X". */
const passive = new Set(['cited', 'quoted', 'reported', 'translated', 'republished', 'published', 'confirmed']);
/** Verbs that do not fit after a name: "called it" needs an object, and "according to" comes before a name. */
const incomplete =
  /(?:^|\s)(?:it|him|her|them|this|that|whether|of|to|as|by|on|about|for|with|ordered|ruled|identified|reads?)$/iu;

/**
 * The name of a page or document that is the speaker: "the letter “To the president of Kazakhstan”".
 * @param asWritten what the source calls the document: "the letter"
 * @param language the language of `asWritten`, if it is not that of our page; the kind of the document is then used
 * instead of `asWritten`
 */
export function pageNamed(
  t: Translate,
  { title, kind, language: titleLanguage }: { title: string; kind?: string | null; language?: string },
  asWritten: string | null,
  language?: string,
): Named {
  if (asWritten === null || asWritten === title) return { name: title, language: titleLanguage };
  const known = kind && kind !== 'other' ? lowerFirst(t, t(termLabel('source-kind', kind))) : '';
  const before = language ? known : asWritten;
  const quoted = t('kit.quoted', { words: title });
  return {
    name: before ? `${before} ${quoted}` : quoted,
    language: titleLanguage,
    page: { before, title },
  };
}

/**
 * A name as plain text, in which a language cannot be marked. So words of a source are in our translation, and a
 * document whose title is in another language is named only by its kind.
 */
export const plainName = ({ name, language, ours, page }: Named): string =>
  ours ?? (language && page?.before ? page.before : name);

/** A name with its `lang` attribute. Of the name of a page or document, only the title has the attribute. */
export function NameWords({ named: { name, language, ours, page }, first }: { named: Named; first?: boolean }) {
  const t = useWords();
  const shown = (words: string): string => (first ? capital(words, t.tag) : words);
  if (ours !== undefined) return <>{t('kit.chain.unnamed_ours', { words: ours })}</>;
  if (!page) return language ? <span lang={language}>{shown(name)}</span> : <>{shown(name)}</>;
  return (
    <>
      {page.before ? `${shown(page.before)} ` : ''}
      <Filled message="kit.quoted" name="words" text={page.title} language={language} />
    </>
  );
}

/** The verb that the source uses. Empty if there is none, or if it is in another language. */
const verbOf = ({ verb, language }: ChainLink): string => (language ? '' : (verb?.trim() ?? ''));

/**
 * The words before each name except the first one, such as "as cited by". If the verb is not in `passive`, they are
 * "according to" before the last name and "as reported by" before the others: "according to A, according to B" would
 * not show who quotes whom.
 */
const passedOn = (t: Translate, verb: string | undefined, last: boolean): string => {
  const written = (verb ?? '').trim().toLowerCase();
  if (passive.has(written)) return t('kit.chain.by', { verb: written });
  return t(last ? 'kit.chain.per' : 'kit.chain.reported_by');
};

type NameInChain = Named & { verb?: string };

/** The words before the name at `index`. Empty for the first name. */
const beforeName = (t: Translate, names: readonly NameInChain[], index: number): string =>
  index ? `, ${passedOn(t, names[index]!.verb, index === names.length - 1)} ` : '';

/**
 * A chain of names as plain text: "Zeinulla Kakimzhanov, as cited by Human Rights Watch, according to Transitions
 * Online".
 */
export const chainNames = (t: Translate, names: readonly NameInChain[]): string =>
  names.map((named, index) => beforeName(t, names, index) + plainName(named)).join('');

/** A chain of names, each marked with its language. */
export function ChainNames({ names }: { names: readonly NameInChain[] }) {
  const t = useWords();
  return (
    <>
      {names.map((named, index) => (
        <>
          {beforeName(t, names, index)}
          <NameWords named={named} />
        </>
      ))}
    </>
  );
}

function nameOf(t: Translate, link: ChainLink): string {
  if (link.actor === 'hidden') return t('kit.chain.hidden');
  if (link.actor) return link.actor.name;
  if (link.asWrittenOurs !== undefined) return t('kit.chain.unnamed_ours', { words: link.asWrittenOurs });
  return link.asWritten ?? t('kit.chain.nobody');
}

function Speaker({ link, first, by }: { link: ChainLink; first?: boolean; by?: string }) {
  const t = useWords();
  const { actor } = link;
  if (actor && actor !== 'hidden' && actor.href)
    return (
      <a href={actor.href}>
        <NameWords named={actor} first={first} />
      </a>
    );
  if (actor === null && link.asWritten)
    return (
      <span>
        <SourceWords words={link.asWritten} language={link.language} by={by} ours={link.asWrittenOurs} />
      </span>
    );
  return <span>{actor && actor !== 'hidden' ? <NameWords named={actor} first={first} /> : nameOf(t, link)}</span>;
}

/**
 * A speaker without a name, in the words of the source or in our translation of them: "“critics” (the source’s words)".
 * @param by the source whose words these are, if it must be named
 * @param original whether the words of the source follow our translation
 */
export function SourceWords({
  words,
  language,
  by,
  ours,
  original,
}: {
  words: string;
  language?: string;
  by?: string;
  ours?: string;
  original?: boolean;
}) {
  const t = useWords();
  if (ours === undefined)
    return (
      <Filled
        message={by ? 'kit.chain.unnamed_by' : 'kit.chain.unnamed'}
        name="words"
        params={{ source: by }}
        text={words}
        language={language}
      />
    );
  return (
    <>
      {t(by ? 'kit.chain.unnamed_by_ours' : 'kit.chain.unnamed_ours', { words: ours, source: by })}
      {original ? (
        <span class="muted">
          {' '}
          <Filled message="kit.in_original" name="words" text={words} language={language} />
        </span>
      ) : null}
    </>
  );
}

const capital = (words: string, tag: string): string => words.charAt(0).toLocaleUpperCase(tag) + words.slice(1);

/** The words before the first name, such as "Alleged by". Nothing if the claim is `stated` or `quoted`. */
export function ModeWords({ mode }: { mode: Mode }) {
  const t = useWords();
  if (isPlain(mode)) return null;
  return (
    <b>
      <Shape name={mode === 'left-unclear' ? 'left_unclear' : mode} /> {t(`record.public.said.mode.${mode}`)}{' '}
    </b>
  );
}

export const isPlain = (mode: Mode): mode is 'stated' | 'quoted' => mode === 'stated' || mode === 'quoted';

/**
 * The attribution in one line: "Alleged by Zeinulla Kakimzhanov in a Facebook post, as cited by Human Rights Watch,
 * according to Transitions Online". If the claim is in the page's own words, only the page is named.
 */
export function ClaimChain({
  chain,
  mode = 'stated',
  support,
  ownWords,
}: {
  chain: readonly ChainLink[];
  mode?: Mode;
  support?: Support;
  ownWords?: boolean;
}) {
  const t = useWords();
  const earlier = chain.filter((link) => link.carriedOver);
  const last = chain.at(-1);
  // If the last speaker is also the publisher, the name is not repeated.
  const itself = last !== undefined && support?.publisher === nameOf(t, last);
  // No verb is shown before "directly to the desk", and there is no publisher.
  const direct = support?.kind === 'direct-word';
  const reporter = ownWords || itself || direct ? undefined : support?.publisher;
  // A speaker without a name is shown in the words of the source. If there are several speakers, the line names the
  // publisher whose words these are. With one speaker, "the source" is clear.
  const by = chain.length > 1 ? reporter : undefined;
  return (
    <span class="chain">
      <ModeWords mode={mode} />
      {chain.length ? null : t('kit.chain.nobody')}
      {chain.map((link, index) => {
        const verb = verbOf(link);
        const more = link.within ? ` ${link.within}` : '';
        if (index === 0) {
          const spoken = !ownWords && !direct && isPlain(mode) && !incomplete.test(verb) ? verb : '';
          return (
            <>
              <Speaker link={link} first={isPlain(mode)} by={by} />
              {spoken ? ` ${spoken}` : ''}
              {more && isPlain(mode) && !spoken ? ',' : ''}
              {more}
            </>
          );
        }
        return (
          <>
            , {passedOn(t, verb, !reporter && index === chain.length - 1)} <Speaker link={link} by={by} />
            {more}
          </>
        );
      })}
      {support && !ownWords && !itself ? <SupportWords support={support} /> : null}
      {earlier.length && chain.length === 1 && !reporter ? (
        ` ${t('kit.chain.carried_over')}`
      ) : earlier.length ? (
        <>
          {' '}
          <Filled message="kit.chain.named_earlier" name="names">
            {earlier.map((link, index) => (
              <>
                {index ? ', ' : ''}
                <Speaker link={{ ...link, actor: unlinked(link.actor) }} />
              </>
            ))}
          </Filled>
        </>
      ) : null}
    </span>
  );
}

/** The speaker, without the link. */
const unlinked = (actor: ChainLink['actor']): ChainLink['actor'] =>
  actor === null || actor === 'hidden' ? actor : { ...actor, href: undefined };

function SupportWords({ support }: { support: Support }) {
  const t = useWords();
  if (support.kind === 'direct-word') return <>, {t('kit.chain.direct_word')}</>;
  const where = support.publisher ?? (support.title && t('kit.quoted', { words: support.title }));
  if (!where) return null;
  const language = support.publisher ? support.publisherLanguage : undefined;
  return (
    <>
      , {t(support.publisher ? 'kit.chain.per' : 'kit.chain.in')}{' '}
      {support.href ? (
        <a href={support.href} lang={language}>
          {where}
        </a>
      ) : (
        <span lang={language}>{where}</span>
      )}
    </>
  );
}

/** The attribution as plain text, for feeds, labels and the margin beside a sentence. */
export function chainWords(t: Translate, chain: readonly ChainLink[], support?: Support, ownWords?: boolean): string {
  if (!chain.length) return '';
  const names = chain.map((link) => ({ name: nameOf(t, link), verb: verbOf(link) }));
  const last = names.at(-1)!.name;
  if (ownWords) return last;
  if (support?.kind === 'direct-word') return `${chainNames(t, names)}, ${t('kit.chain.direct_word')}`;
  if (support?.publisher && support.publisher !== last) return chainNames(t, [...names, { name: support.publisher }]);
  if (!support?.publisher && support?.title && support.title !== last)
    return `${chainNames(t, names)}, ${t('kit.chain.in')} ${t('kit.quoted', { words: support.title })}`;
  return chainNames(t, names);
}

/** The attribution without links, for use inside a link. */
export function PlainChain({ chain, ownWords }: { chain: readonly ChainLink[]; ownWords?: boolean }) {
  const t = useWords();
  return (
    <>
      {(ownWords ? chain.slice(-1) : chain).map((link, index) => (
        <>
          {index ? `, ${passedOn(t, verbOf(link), index === chain.length - 1)} ` : ''}
          <Speaker link={{ ...link, actor: unlinked(link.actor) }} />
        </>
      ))}
    </>
  );
}

/** The page of a PDF on which a passage begins, and the third of this page. */
export const pageWords = (t: Translate, { page, pagePart }: Pick<Support, 'page' | 'pagePart'>): string =>
  t('kit.note.page', { page: page!, part: pagePart ?? 'unknown' });

/** The text of a note in the margin. */
export function noteWords(t: Translate, note: NoteData): string {
  switch (note.basis) {
    case 'claim':
      return chainWords(t, note.chain, note.support, note.ownWords);
    case 'own':
      return t('kit.note.own', { by: note.by });
    case 'computed':
      return t('kit.note.computed', { what: note.what });
    case 'override':
    case 'closed':
    case 'erased':
      return t(`kit.note.${note.basis}`);
  }
}

/** A source on one line: title, publisher and date, linked to the source's page. */
export function SourceLine({ source, link }: { source: Support; link?: Named }) {
  const t = useWords();
  const title = source.title ?? link?.name;
  const date = source.published && edtfWords(t, source.published).text;
  return (
    <span class="source-line">
      {title ? (
        source.href ? (
          <a href={source.href} lang={source.titleLanguage}>
            {title}
          </a>
        ) : (
          <span lang={source.titleLanguage}>{title}</span>
        )
      ) : null}
      {title && (source.publisher || date) ? ', ' : ''}
      {source.publisher ? <span lang={source.publisherLanguage}>{source.publisher}</span> : null}
      {source.publisher && date ? ', ' : ''}
      {date}
      {source.kind === 'reference' && !source.held ? <span class="muted"> {t('kit.note.not_held')}</span> : null}
    </span>
  );
}

/** A link to a claim's page, at the end of a line about the claim. It is not printed. */
export function ClaimLink({ href }: { href: string }) {
  const t = useWords();
  return (
    <span class="claim-link">
      {' · '}
      <a href={href}>{t('kit.note.claim')}</a>
    </span>
  );
}
