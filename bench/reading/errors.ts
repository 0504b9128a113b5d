import type { Page } from '../../scripts/corpus/scheme.ts';
import type { Span } from '../../src/drafting/reading/sentences.ts';
import type { Draft } from '../../src/drafting/schema.ts';
import { Alignment } from './align.ts';
import { errorsOfIncidents } from './incidents.ts';
import { bagOfWords, f1, isSameName, wordsIn, wordsOf, type Wanted } from './measures.ts';
import { attributedIn, bodyOf, wantedIn } from './score.ts';

/** What is wrong with a draft of an open page, one line each. Never call it for a blind page. */
export function errorsIn(page: Page, draft: Draft, text: string): string[] {
  const { fields } = draft;
  const alignment = new Alignment(page.text, page.blocks, text);
  const body = f1(bagOfWords(bodyOf(page), [fields.standfirst ?? '', ...fields.body].join('\n')));
  const day = page.published?.slice(0, 10) ?? null;
  return [
    ...(body < 0.97 ? [`body ${body.toFixed(3)}`] : []),
    ...(fields.published?.slice(0, 10) === (day ?? undefined)
      ? []
      : [`published ${String(fields.published)}, not ${String(day)}`]),
    ...(page.byline.length === 0 && fields.byline.length > 0
      ? [`byline invented: ${JSON.stringify(fields.byline)}`]
      : []),
    ...page.byline
      .filter((name) => !fields.byline.some((other) => isSameName(other.name, name)))
      .map((name) => `byline missing: ${name} (has ${fields.byline.map((one) => one.name).join(', ')})`),
    ...errorsOfStatements(page.text, wantedIn(page), draft, (spans) => alignment.spans(spans)),
    ...errorsOfIncidents(page, draft),
  ];
}

/** Lists what is wrong in a draft: statements that it misses, claims that nobody makes in the text, wrong speakers. */
export function errorsOfStatements(
  text: string,
  wanted: readonly Wanted[],
  draft: Pick<Draft, 'claims'>,
  to: (spans: readonly Span[]) => Span[] = (spans) => [...spans],
): string[] {
  const words = wordsOf(text);
  const at = (spans: readonly Span[]): string =>
    spans.map(({ start, end }) => text.slice(start, end).replace(/\s+/g, ' ')).join(' … ');
  const claims = attributedIn(draft).map((claim) => ({ claim, content: wordsIn(words, to(claim.content)) }));
  const inWanted = wanted.map(({ content }) => wordsIn(words, content));
  const common = (a: ReadonlySet<number>, b: ReadonlySet<number>): number => [...a].filter((one) => b.has(one)).length;
  const lines: string[] = [];
  wanted.forEach((one, index) => {
    const own = inWanted[index]!;
    const covered = claims.reduce((sum, { content }) => sum + common(own, content), 0);
    if (covered < own.size / 2)
      lines.push(`missing (${covered}/${own.size}): [${at(one.source)} | ${at(one.cue)}] ${at(one.content)}`);
  });
  for (const { claim, content } of claims) {
    const shared = inWanted.map((own) => common(own, content));
    const most = Math.max(0, ...shared);
    const who = claim.chain.map(({ actor, asWritten }) => `${actor ?? '–'} (${asWritten ?? ''})`).join(' ← ');
    if (most < content.size / 2 || most === 0) lines.push(`nobody’s: [${who}] ${at(to(claim.content))}`);
    else {
      const { names, also = [], source, pronoun } = wanted[shared.indexOf(most)]!;
      const name = claim.chain[0]!.actor;
      const right = name === null ? names.length === 0 : [...names, ...also].some((known) => isSameName(known, name));
      if (!right)
        lines.push(
          `${name === null ? 'open' : 'WRONG'}${pronoun ? ' pronoun' : ''}: [${who}] is ${names[0] ?? 'unnamed'} (${at(source)}): ${at(to(claim.content)).slice(0, 100)}`,
        );
    }
  }
  return lines;
}
