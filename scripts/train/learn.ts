import { writeModel, readModel, type TaggerModel } from '../../src/drafting/model/model-file.ts';
import { labelCount } from '../../src/drafting/model/crf.ts';
import type { LabelledText } from './gum.ts';
import { sequencesOf, type Sequence } from './sequences.ts';
import { train, type Example } from './trainer.ts';

/**
 * The weight of a sentence. Our own pages have more weight, and interviews less, because interviews are unlike news
 * reports.
 */
const weightOf = ({ genre }: LabelledText): number => (genre === 'own' ? 2 : genre === 'interview' ? 0.5 : 1);
export type Prepared = { text: LabelledText; sequences: Sequence[] };
export const prepare = (text: LabelledText): Prepared => ({ text, sequences: sequencesOf(text) });

/**
 * Trains a tagger, and returns the bytes of its file. The same texts give the same bytes.
 *
 * @param outside the penalty on the label `outside`, which marks words that the page attributes to no one. A word gets
 * this label only if the label's score exceeds all others by the penalty. The reason: annotators may have missed what
 * someone says
 */
export function learnTagger(texts: readonly Prepared[], outside = 0): Uint8Array {
  const examples = texts.flatMap(({ text, sequences }) =>
    sequences.map(({ features, gold }): Example => ({ features, gold, weight: weightOf(text) })),
  );
  const { states, edges, ofStates, ofEdges } = train(examples, {
    rounds: 10,
    rate: 0.1,
    decay: 0.003,
    least: 2,
    seed: 1,
  });
  return writeModel(
    { hashes: [...states.keys()], weights: ofStates, size: labelCount },
    { hashes: [...edges.keys()], weights: ofEdges, size: labelCount * labelCount },
    outside,
  );
}

export const learn = (texts: readonly Prepared[]): TaggerModel => readModel(learnTagger(texts));
