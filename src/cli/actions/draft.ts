import { basename } from 'node:path';
import type { Draft, DraftClaim } from '../../drafting/schema.ts';
import { draftOf } from '../../drafting/store/draft-of.ts';
import { surenessOf, sureWords } from '../../drafting/sure/sureness.ts';
import { readConfig } from '../../platform/config/config.ts';
import type { Translate } from '../../platform/messages/messages.ts';
import { isAddress, readInput } from '../files.ts';
import type { Terminal } from '../terminal.ts';

/**
 * Reads a page and prints the claims that Kronika suggests from it. Opens neither the data directory nor the database.
 */
export async function draft(
  terminal: Terminal,
  page: string,
  options: { url?: string; json?: boolean },
): Promise<void> {
  const { allowPrivate } = readConfig(terminal.env);
  const input = isAddress(page)
    ? { url: page }
    : { file: { name: basename(page), bytes: await readInput(page) }, url: options.url };
  const drafted = await draftOf(input, {
    allowPrivate,
    signal: isAddress(page) ? terminal.interrupted() : undefined,
    progress: (phase) => terminal.progress({ phase: `cli.progress.${phase}` }),
  });
  if (options.json) terminal.json(drafted);
  else terminal.out(asText(terminal.t, drafted));
}

const shownFields = [
  'title',
  'standfirst',
  'published',
  'language',
  'photoCredit',
  'publisher',
  'agency',
  'issn',
] as const;

function asText(t: Translate, { fields, claims, questions, gaps, furniture }: Draft): string {
  const field = (name: string, value: string): string => `  ${t(`cli.draft.field.${name}`).padEnd(12)}${value}`;
  const section = (key: string, items: readonly unknown[], lines: readonly string[]): string[] =>
    items.length ? ['', t(`cli.draft.${key}`, { count: items.length }), ...lines] : [];
  return [
    t('cli.draft.fields'),
    ...shownFields.flatMap((name) => (fields[name] ? [field(name, fields[name])] : [])),
    ...(fields.byline.length
      ? [field('byline', fields.byline.map(({ role, name }) => `${name} (${role})`).join(', '))]
      : []),
    field('body', t('cli.draft.body_size', { count: fields.body.length })),
    ...section(
      'claims',
      claims,
      claims.flatMap((claim) => claimLines(t, claim)),
    ),
    ...section(
      'questions',
      questions,
      questions.map(({ wording }) => `  ? ${wording}`),
    ),
    ...section(
      'gaps',
      gaps,
      gaps.map(({ passage, reason }) => `  ${reason}: …${passage.prefix}[${passage.exact}]${passage.suffix}…`),
    ),
    ...section(
      'furniture',
      furniture,
      furniture.map(({ text, reason }) => `  ${reason}: ${short(text)}`),
    ),
  ].join('\n');
}

/**
 * The lines to print for a suggested claim: its kind and confidence, its attribution (such as `Human Rights Watch wrote
 * ← Eurasianet cited`), and its wording.
 */
function claimLines(t: Translate, claim: DraftClaim): string[] {
  const chain = claim.pagesOwn
    ? t('cli.draft.page_itself')
    : claim.chain
        .map(({ actor, asWritten, verb, carriedOver }) =>
          [actor ?? asWritten ?? t('cli.draft.nobody'), verb, carriedOver ? '↩' : null].filter(Boolean).join(' '),
        )
        .join(' ← ');
  const wording = claim.kind === 'quotation' ? `“${claim.wording}”` : claim.wording;
  return [
    `  ${[claim.mode, claim.pagesOwn ? [] : sureWords(t, surenessOf(claim))].flat().join(', ')}  ${chain}`,
    `    ${wording}`,
    ...claim.statements.map(
      ({ property, value }) => `      ${property}: ${typeof value === 'object' ? JSON.stringify(value) : value}`,
    ),
  ];
}

const short = (text: string): string => (text.length > 100 ? `${text.slice(0, 99)}…` : text).replaceAll('\n', ' ');
