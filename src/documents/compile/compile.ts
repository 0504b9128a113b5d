import type { ArticleFormInput } from '../model/form.ts';
import { clusters, groupSame, type Group } from './groups.ts';
import { phrase, surnamesIn } from './phrase.ts';
import { accountsDifferInRussian, phraseInRussian } from './phrase-ru.ts';
import type { CompilableClaim } from './compilable-claim.ts';
import { draftLanguages, Naming, type DraftLanguage } from './voices.ts';

type BlockInput = NonNullable<ArticleFormInput['blocks']>[number];
type SentenceInput = NonNullable<BlockInput['sentences']>[number];

/** Maximum number of sentences in a paragraph. */
const maxSentences = 3;

/** How sentences are written in each language. */
const prose: Readonly<Record<DraftLanguage, { phrase: typeof phrase; accountsDiffer: string }>> = {
  en: { phrase, accountsDiffer: 'Accounts of this differ.' },
  ru: { phrase: phraseInRussian, accountsDiffer: accountsDifferInRussian },
};

/** The language of a draft from claims: that of most of them, and if there are as many of each, that of the first. */
export function draftLanguageOf(languages: readonly string[]): DraftLanguage | null {
  const known = languages.flatMap((one) => draftLanguages.find((language) => one.split('-')[0] === language) ?? []);
  const count = (language: DraftLanguage): number => known.filter((one) => one === language).length;
  return known.toSorted((a, b) => count(b) - count(a))[0] ?? null;
}

/**
 * The text of a first draft: every sentence attributes and cites its claims. Claims that say the same share a sentence
 * that names all their speakers. Claims that contradict each other are side by side. Open questions come last.
 */
export function compileBlocks(all: readonly CompilableClaim[], language: DraftLanguage = 'en'): BlockInput[] {
  const surnames = surnamesIn(all);
  // The text is written twice: the first time only shows who is named more than once.
  const trial = new Naming(surnames, new Set(), language);
  write(all, trial, language);
  const again = new Set([...trial.said].filter(([, times]) => times > 1).map(([key]) => key));
  return write(all, new Naming(surnames, again, language), language);
}

function write(all: readonly CompilableClaim[], naming: Naming, language: DraftLanguage): BlockInput[] {
  const { phrase, accountsDiffer } = prose[language];
  const blocks: BlockInput[] = [];
  const sentence = (group: Group): SentenceInput => ({
    text: phrase(group, naming),
    claims: group.claims.map((told) => told.ref),
    whole: true,
  });
  const cases = [...new Set(all.map((told) => told.caseNumber))];
  const openOnes: Group[] = [];
  for (const caseNumber of cases) {
    const groups = groupSame(all.filter((told) => told.caseNumber === caseNumber));
    openOnes.push(...groups.filter(isOpen));
    let paragraph: SentenceInput[] = [];
    const close = (): void => {
      if (paragraph.length) blocks.push({ type: 'paragraph', sentences: paragraph });
      paragraph = [];
    };
    for (const cluster of clusters(groups.filter((group) => !isOpen(group)))) {
      if (cluster.length > 1) {
        close();
        blocks.push({
          type: 'paragraph',
          sentences: [{ text: accountsDiffer, kind: 'connective', whole: true }, ...cluster.map(sentence)],
        });
        continue;
      }
      if (paragraph.length === maxSentences) close();
      paragraph.push(sentence(cluster[0]!));
    }
    close();
  }
  if (openOnes.length) blocks.push({ type: 'paragraph', sentences: openOnes.map(sentence) });
  return blocks;
}

const isOpen = (group: Group): boolean => group.claims[0]!.mode === 'left-unclear';
