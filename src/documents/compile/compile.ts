import type { ArticleFormInput } from '../model/form.ts';
import { clusters, groupSame, type Group } from './groups.ts';
import { phrase, surnamesIn } from './phrase.ts';
import type { CompilableClaim } from './compilable-claim.ts';
import { Naming } from './voices.ts';

type BlockInput = NonNullable<ArticleFormInput['blocks']>[number];
type SentenceInput = NonNullable<BlockInput['sentences']>[number];

/** Maximum number of sentences in a paragraph. */
const longest = 3;
const accountsDiffer = 'Accounts of this differ.';

/**
 * The text of a first draft: every sentence attributes and cites its claims. Claims that say the same share a sentence
 * that names all their speakers. Claims that contradict each other are side by side. Open questions come last.
 */
export function compileBlocks(all: readonly CompilableClaim[]): BlockInput[] {
  const surnames = surnamesIn(all);
  // The text is written twice: the first time only shows who is named more than once.
  const trial = new Naming(surnames);
  write(all, trial);
  return write(
    all,
    new Naming(surnames, new Set([...trial.said].filter(([, times]) => times > 1).map(([key]) => key))),
  );
}

function write(all: readonly CompilableClaim[], naming: Naming): BlockInput[] {
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
      if (paragraph.length === longest) close();
      paragraph.push(sentence(cluster[0]!));
    }
    close();
  }
  if (openOnes.length) blocks.push({ type: 'paragraph', sentences: openOnes.map(sentence) });
  return blocks;
}

const isOpen = (group: Group): boolean => group.claims[0]!.mode === 'left-unclear';
