import type { Mode } from '../../../record/tables.ts';
import type { CompilableClaim } from '../compilable-claim.ts';
import { compileBlocks } from '../compile.ts';
import type { Voice } from '../voices.ts';

export const voice = (name: string, kind: string | null, more: Partial<Voice> = {}): Voice => ({
  key: name,
  name,
  short: null,
  kind,
  plural: false,
  verb: null,
  writing: null,
  own: false,
  ...more,
});

let count = 0;
export const told = (wording: string, voices: Voice[], more: Partial<CompilableClaim> = {}): CompilableClaim => ({
  ref: `claim/${(count += 1)}`,
  wording,
  kind: 'paraphrase',
  mode: 'stated',
  language: 'en',
  voices,
  page: null,
  statements: [],
  caseNumber: 1,
  saidOn: null,
  ...more,
});
export const as = (mode: Mode, wording: string, ...voices: Voice[]): CompilableClaim => told(wording, voices, { mode });
export const quoted = (wording: string, ...voices: Voice[]): CompilableClaim =>
  told(wording, voices, { kind: 'quotation', mode: 'quoted' });

/** The sentences of a draft from claims. */
export const text = (...all: CompilableClaim[]): string =>
  compileBlocks(all)
    .flatMap((block) => (block.sentences ?? []).map((one) => one.text))
    .join(' ');
