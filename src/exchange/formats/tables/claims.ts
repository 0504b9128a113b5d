import type { ClaimView } from '../../../record/views/claims.ts';
import type { About } from '../../export/about.ts';
import { several, type Column } from '../csv.ts';
import { chainText, nameOf, refOf, speakerOf, valueText } from '../words.ts';

export type ClaimRow = { claim: ClaimView; about: About };
type LinkRow = ClaimRow & { position: number };
type StatementRow = ClaimRow & { at: number };

const link = (row: LinkRow) => row.claim.chain[row.position]!;
const statement = (row: StatementRow) => row.claim.statements[row.at]!;

export const claimColumns: readonly Column<ClaimRow>[] = [
  { name: 'claim', about: 'Permanent number.', of: ({ claim }) => claim.number },
  {
    name: 'url',
    about: 'Address of its page.',
    of: ({ claim, about }) => about.address + (about.links({ kind: 'claim', number: claim.number, title: '' }) ?? ''),
  },
  { name: 'case', about: 'Number of the case it is filed in.', of: ({ claim }) => claim.case?.number },
  {
    name: 'wording',
    about: 'What is claimed: a quotation, word for word, or a paraphrase.',
    of: ({ claim }) => claim.wording,
  },
  { name: 'kind', about: 'quotation or paraphrase.', of: ({ claim }) => claim.kind },
  { name: 'language', about: 'BCP 47.', of: ({ claim }) => claim.language },
  {
    name: 'mode',
    about: 'Vocabulary mode: stated, quoted, alleged, denied, ruled, ordered, estimated, acknowledged, left-unclear.',
    of: ({ claim }) => claim.mode,
  },
  { name: 'certainty', about: 'Vocabulary certainty.', of: ({ claim }) => claim.certainty },
  {
    name: 'state',
    about:
      'checked: a colleague has compared the claim with its source. This does not say that it is true. imported: it comes from a table, and nobody has compared it yet. Public exports have no others.',
    of: ({ claim }) => claim.state,
  },
  {
    name: 'says',
    about: 'Attribution: who says so, the first speaker first. chain.csv has one line for each link.',
    of: ({ claim, about }) => chainText(about.t, claim),
  },
  {
    name: 'support',
    about: 'passage: of a preserved page; reference: to a source; direct-word: told to the desk.',
    of: ({ claim }) => claim.support,
  },
  {
    name: 'source',
    about: 'Number of the source; empty if it is not public.',
    of: ({ claim }) => (refOf(claim.source) ? claim.source!.number : null),
  },
  {
    name: 'source_title',
    about: 'Its title.',
    of: ({ claim, about }) => (claim.source ? nameOf(about.t, claim.source) : null),
  },
  {
    name: 'withheld',
    about: 'Vocabulary withheld-reason: why the source is withheld, if it is not public and the desk says why.',
    of: ({ claim }) => claim.withheld,
  },
  {
    name: 'publisher',
    about: 'Who published it.',
    of: ({ claim, about }) => (claim.publisher ? nameOf(about.t, claim.publisher) : null),
  },
  { name: 'published', about: 'When. EDTF.', of: ({ claim }) => claim.published },
  { name: 'addresses', about: 'Its web addresses, current and former.', of: ({ claim }) => several(claim.addresses) },
  { name: 'note', about: 'Where in the source, or how it is known.', of: ({ claim }) => claim.note },
  {
    name: 'quotation',
    about: 'The words of the page, at most 300 characters.',
    of: ({ claim }) => claim.passage?.exact,
  },
  {
    name: 'shortened',
    about: 'Whether the passage is longer.',
    of: ({ claim }) => (claim.passage ? claim.passage.end - claim.passage.start !== claim.passage.exact.length : null),
  },
  {
    name: 'page',
    about: 'In a PDF, the number of the page on which the passage begins.',
    of: ({ claim }) => claim.passage?.page,
  },
  { name: 'invented', about: 'Whether it is invented, to show how Kronika works.', of: ({ claim }) => claim.invented },
  {
    name: 'checked_at',
    about: 'When it was compared. ISO 8601, UTC.',
    of: ({ claim }) => claim.checkedAt?.toISOString(),
  },
];

export const chainColumns: readonly Column<LinkRow>[] = [
  { name: 'claim', about: 'Number of the claim.', of: ({ claim }) => claim.number },
  { name: 'position', about: '0 is the first speaker.', of: ({ position }) => position },
  {
    name: 'speaker',
    about: 'Who speaks: a name, the words of the page for a person it does not name, or “known to the desk”.',
    of: (row) => speakerOf(row.about.t, link(row)),
  },
  {
    name: 'actor',
    about: 'Number of the actor; empty if the speaker is not named or not public.',
    of: (row) => (link(row).hidden || !refOf(link(row).speaker) ? null : link(row).speaker!.number),
  },
  { name: 'hidden', about: 'Whether the desk knows who it is but does not publish it.', of: (row) => link(row).hidden },
  { name: 'as_written', about: 'The speaker in the words of the page.', of: (row) => link(row).asWritten },
  { name: 'verb', about: 'wrote, said, cited …', of: (row) => link(row).verb },
  {
    name: 'source',
    about: 'Number of the source in which the speaker says it, if it is another source.',
    of: (row) => (refOf(link(row).source) ? link(row).source!.number : null),
  },
  {
    name: 'carried_over',
    about: 'Whether the attribution is carried over from an earlier sentence.',
    of: (row) => link(row).carriedOver,
  },
  {
    name: 'pages_own',
    about: 'Whether the page says it in its own words, citing no one.',
    of: (row) => link(row).pagesOwn,
  },
];

export const statementColumns: readonly Column<StatementRow>[] = [
  { name: 'claim', about: 'Number of the claim that states it.', of: ({ claim }) => claim.number },
  { name: 'subject', about: 'The item it describes: kind and number.', of: (row) => refOf(statement(row).subject) },
  { name: 'subject_title', about: 'Its name or title.', of: (row) => nameOf(row.about.t, statement(row).subject) },
  { name: 'property', about: 'The property (properties.csv).', of: (row) => statement(row).property },
  { name: 'value', about: 'The value, readable.', of: (row) => valueText(row.about.t, statement(row).value) },
  {
    name: 'value_json',
    about: 'The value as JSON.',
    of: (row) => JSON.stringify(statement(row).value.value),
  },
  { name: 'rank', about: 'preferred, normal, deprecated.', of: (row) => statement(row).rank },
  {
    name: 'mode',
    about: 'How it is said. Do not show what is alleged, denied or estimated without saying who says so.',
    of: ({ claim }) => claim.mode,
  },
  { name: 'says', about: 'Who says so, the first speaker first.', of: ({ claim, about }) => chainText(about.t, claim) },
];

export const linkRows = (row: ClaimRow): LinkRow[] => row.claim.chain.map((_, position) => ({ ...row, position }));
export const statementRows = (row: ClaimRow): StatementRow[] =>
  row.claim.statements.flatMap((one, at) => (one.subject.hidden ? [] : [{ ...row, at }]));
