import { Dotted } from '../../kit/components/page-parts.tsx';
import type { Child } from 'hono/jsx';
import { readDocument, type DocumentJson } from '../../../documents/model/schema.ts';
import { compareArticles } from '../../../documents/model/compare.ts';
import type { LetterContent } from '../../../letters/hosted/content.ts';
import { changesBetween } from '../../../publishing/editions/compare-editions.ts';
import { languageName } from '../../../record/vocabulary/languages.ts';
import { ChangedSentences, type ChangedSentence } from '../../kit/components/changed-text.tsx';
import type { AddresseeView } from '../../../letters/views/hosted.ts';
import { TranslationWithOriginal } from '../../kit/components/ours.tsx';
import { CitedParagraph, Notes } from '../../record/components/cited.tsx';
import { useWords } from '../../kit/view.tsx';
import type { NotedText } from './noted.ts';
import { foreignTo } from '../../kit/words/foreign-to.ts';

/** Links to the same page in the letter's other languages. */
export function TextLanguages({
  content,
  language,
  href,
}: {
  content: LetterContent;
  language: string;
  href(language: string): string;
}) {
  const t = useWords();
  if (content.texts.length < 2) return null;
  return (
    <p class="meta">
      {t('letters.languages')}{' '}
      <Dotted
        parts={content.texts.map((text) =>
          text.language === language ? (
            <b>{languageName(text.language, t.locale)}</b>
          ) : (
            <a href={href(text.language)}>{languageName(text.language, t.locale)}</a>
          ),
        )}
      />
    </p>
  );
}

/** The letter itself: addressees, text with notes, demands. */
export function LetterBody({
  content,
  language,
  noted,
  heading = 2,
  notes = true,
  addressees = [],
}: {
  content: LetterContent;
  language: string;
  noted: NotedText;
  heading?: 2 | 3;
  /** The addressees, with names in the reader's language. */
  addressees?: readonly AddresseeView[];
  /** False if the page shows the notes in another place. */ notes?: boolean;
}) {
  const t = useWords();
  const Heading = heading === 2 ? 'h2' : 'h3';
  // Addressees are entered only once, in the language of the letter's first text.
  const written = content.texts[0]?.language ?? 'und';
  const demands = content.demands.flatMap((demand) =>
    demand.texts[language] ? [{ number: demand.number, text: demand.texts[language] }] : [],
  );
  return (
    <>
      <address class="letter-to">
        {content.addressees.map((one) => {
          const ours = addressees.find(({ name, office }) => name === one.name && office === one.office)?.ours;
          return (
            <p>
              {one.salutation ? `${one.salutation} ` : ''}
              <TranslationWithOriginal text={one.name} language={written} ours={ours?.name} />
              {one.office ? (
                <span class="muted">
                  {' '}
                  <TranslationWithOriginal text={one.office} language={written} ours={ours?.office} />
                </span>
              ) : null}
            </p>
          );
        })}
      </address>
      <div class="flow" lang={foreignTo(t, language)}>
        {groupListItems(noted).map((group): Child => {
          const text = (sentences: NotedText['blocks'][number]['sentences']) => (
            <CitedParagraph sentences={sentences} notes={noted.notes} />
          );
          if (group.type === 'heading')
            return <Heading>{group.blocks[0]!.sentences.map((one) => one.text).join(' ')}</Heading>;
          if (group.type === 'quotation') return <blockquote>{text(group.blocks[0]!.sentences)}</blockquote>;
          if (group.type === 'bullet' || group.type === 'item')
            return (
              <ul class="points">
                {group.blocks.map((block) => (
                  <li>{text(block.sentences)}</li>
                ))}
              </ul>
            );
          if (group.type === 'number')
            return (
              <ol class="points">
                {group.blocks.map((block) => (
                  <li>{text(block.sentences)}</li>
                ))}
              </ol>
            );
          return text(group.blocks[0]!.sentences);
        })}
        {demands.length ? (
          <section class="letter-demands">
            <Heading>{t('letters.demands')}</Heading>
            <ol>
              {demands.map((demand) => (
                <li id={`demand-${demand.number}`}>{demand.text}</li>
              ))}
            </ol>
          </section>
        ) : null}
      </div>
      {notes ? <Notes notes={noted.notes} back={noted.back} /> : null}
    </>
  );
}

/** Joins consecutive list items into one list. The headline is left out, because the page shows it above the text. */
export function groupListItems(noted: NotedText): { type: string; blocks: NotedText['blocks'] }[] {
  const made: { type: string; blocks: NotedText['blocks'] }[] = [];
  for (const block of noted.blocks) {
    if (block.type === 'headline' || block.sentences.length === 0) continue;
    const last = made.at(-1);
    if (last && last.type === block.type && ['bullet', 'number', 'item'].includes(block.type)) last.blocks.push(block);
    else made.push({ type: block.type, blocks: [block] });
  }
  return made;
}

/** The differences between a version and the version before it, in one language. */
export function VersionDifference({
  before,
  after,
  language,
}: {
  before: { content: LetterContent; docs: Record<string, DocumentJson> };
  after: { content: LetterContent; docs: Record<string, DocumentJson> };
  language: string;
}) {
  const t = useWords();
  const [old, now] = [before.docs[language], after.docs[language]];
  const changes: ChangedSentence[] =
    !old || !now ? [] : changesBetween(compareArticles(readDocument(old), readDocument(now)));
  const lines = (content: LetterContent): string[] => [
    ...content.addressees.map((one) => [one.salutation, one.name, one.office].filter(Boolean).join(', ')),
    ...content.demands.flatMap((demand) =>
      demand.texts[language] ? [`${demand.number}. ${demand.texts[language]}`] : [],
    ),
  ];
  const [were, are] = [lines(before.content), lines(after.content)];
  const others: ChangedSentence[] = [
    ...were
      .filter((line) => !are.includes(line))
      .map((line) => ({ change: 'removed' as const, before: line, after: null })),
    ...are
      .filter((line) => !were.includes(line))
      .map((line) => ({ change: 'added' as const, before: null, after: line })),
  ];
  if (changes.length + others.length === 0) return <p class="muted">{t('letters.difference_elsewhere')}</p>;
  return <ChangedSentences changes={[...changes, ...others]} lang={language} />;
}
