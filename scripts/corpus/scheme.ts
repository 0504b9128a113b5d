import { eventTypes } from '../../src/record/vocabulary/event-types.data.ts';
import { claimModes } from '../../src/record/tables.ts';

export const languages = ['en', 'ru', 'kk'] as const;
export const templates = ['wordpress', 'drupal', 'custom', 'amp', 'table', 'text'] as const;
export const styles = [
  'agency',
  'local',
  'watchdog',
  'annual-report',
  'court',
  'ministry',
  'post',
  'opinion',
  'broadcaster',
] as const;
export const kinds = ['person', 'outlet', 'organisation', 'authority', 'court', 'place', 'law', 'event'] as const;
export const modes = claimModes;
export const claimForms = ['quotation', 'paraphrase', 'mixed'] as const;
export const acts: readonly string[] = eventTypes.map(({ key }) => key);
export const roles = [
  'journalist',
  'editor',
  'photographer',
  'camera-operator',
  'blogger',
  'publisher',
  'media-worker',
  'source',
  'lawyer',
  'other',
] as const;
/** Which value each outcome has: a duration, a sum, or none. */
export const outcomes: Record<string, 'term' | 'sum' | 'none'> = {
  sentence: 'term',
  'suspended-sentence': 'term',
  custody: 'term',
  'house-arrest': 'term',
  ban: 'term',
  service: 'term',
  suspension: 'term',
  fine: 'sum',
  damages: 'sum',
  'legal-costs': 'sum',
  bail: 'sum',
  acquitted: 'none',
  released: 'none',
  dismissed: 'none',
  overturned: 'none',
  upheld: 'none',
};
export const incidentFields = ['act', 'date', 'outcome', 'target', 'authority', 'law', 'place'] as const;
export const factKinds = ['date', 'sum', 'term', 'age', 'count'] as const;
export const regions = ['title', 'standfirst', 'body', 'dateline', 'x'] as const;

export type Kind = (typeof kinds)[number];
export type MentionForm = 'name' | 'description' | 'pronoun';

/** A place in the page's text. `start` and `end` count UTF-16 code units. */
export type Span = { start: number; end: number; text: string };
export type Mention = Span & {
  /** Null if the page leaves open who this is. */
  entity: string | null;
  form: MentionForm;
  /** True for an unmarked place that was found because the same words are marked elsewhere. */
  repeated: boolean;
};
export type Entity = { id: string; kind: Kind; name: string | null };
/** One speaker: an entity, `page` for the page itself, or null where the page leaves open who it is. */
export type Link = { speaker: string | null; source: Span[]; cue: Span[] };
export type Claim = {
  number: number;
  mode: string;
  form: string;
  /** The speakers, from the first to the last who passed on the statement. */
  chain: Link[];
  content: Span[];
};
export type Target = { entity: string; role: string | null; outlet: string | null };
export type Outcome = { kind: string; value: string | null };
export type Incident = {
  number: number;
  acts: string[];
  background: boolean;
  date: string | null;
  country: string | null;
  place: string | null;
  targets: Target[];
  authorities: string[];
  laws: string[];
  outcomes: Outcome[];
  spans: (Span & { field: string })[];
};
export type Fact = Span & { kind: string; value: string };
export type Block = Span & { role: 'title' | 'standfirst' | 'body' };
export type Header = {
  id: string;
  languages: string[];
  template: string;
  style: string;
  author: string;
  double: boolean;
  split: 'train' | 'blind';
  published: string | null;
  modified: string | null;
  byline: string[];
  site: string | null;
  /** The entity that speaks where the page cites no one, such as the outlet. */
  voice: string;
};
export type Page = Header & {
  /** The page as a website sends it, or the plain text. */
  clean: string;
  format: 'html' | 'text';
  /** Title, standfirst and body, as they are on the page: blocks separated by an empty line. */
  text: string;
  title: string | null;
  standfirst: string | null;
  dateline: string | null;
  blocks: Block[];
  entities: Entity[];
  mentions: Mention[];
  claims: Claim[];
  incidents: Incident[];
  facts: Fact[];
};

export type Problem = { file: string; line: number; problem: string };
export type Report = (line: number, problem: string) => void;

/**
 * Every third page is blind. It measures the automatic reading, so no one who works on that may look at it. Every fifth
 * page is annotated twice (`isDouble`).
 */
export const splitOf = (number: number): Header['split'] => (number % 3 === 0 ? 'blind' : 'train');
export const isDouble = (number: number): boolean => number % 5 === 0;
