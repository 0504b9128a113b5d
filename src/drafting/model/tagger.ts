import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../platform/config/package-root.ts';
import { bestPath, chances } from './crf.ts';
import { featuresOf, type TaggerInput } from './features.ts';
import { readModel, scoresOf, type TaggerModel } from './model-file.ts';

/** For each word its label, and the probability of each label (`word * labelCount + label`). */
export type Tagged = { path: number[]; probabilities: Float64Array };
export type Tagger = (input: TaggerInput) => Tagged | null;

export const taggerOf =
  (model: TaggerModel): Tagger =>
  (input) => {
    const scores = scoresOf(model, featuresOf(input));
    return { path: bestPath(scores), probabilities: chances(scores) };
  };

export const englishModel = 'src/drafting/model/english.model';
let english: Tagger | undefined;

/** The shipped tagger of English, loaded once, on first use. */
export function englishTagger(): Tagger {
  english ??= taggerOf(readModel(readFileSync(join(packageRoot, englishModel))));
  return english;
}
