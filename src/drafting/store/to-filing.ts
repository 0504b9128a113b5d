import type { FilingInput } from '../../record/filing/schema.ts';
import { caseParts, type CasePartList } from '../../record/kinds/parts.ts';
import type { ActorKind } from '../schema.ts';
import { caseAt, caseOfClaim, caseOfQuestion, partIn, withoutCase } from './cases.ts';
import {
  inProceeding,
  type Cast,
  type Content,
  type DraftCase,
  type StoredClaim,
  type Part,
  type PartKind,
} from './schema.ts';

type Claim = NonNullable<FilingInput['claims']>[number];
/** The part of the draft from which a part of the filing comes. */
export type From =
  | { of: 'claim' | 'question' | 'cast' | 'work' | 'part' | 'case' | 'incident'; key: string }
  | { of: 'source' };
export type Filing = {
  filing: FilingInput;
  /**
   * For each path in the filing, such as `claims.0`, the part of the draft that it comes from. So a validation error
   * can be shown at that part.
   */
  origins: Map<string, From>;
  /** The ref or `#key` of the publisher, if the draft names one. */
  publisher: string | undefined;
  /** The parts that still need a decision. They are found before the filing begins. */
  problems: Problem[];
};
export type Problem = { from: From; path: string; message: string; params?: Record<string, string | number> };

/**
 * What filing a draft's accepted claims adds to the record: the claims, the questions, and the people, sources and
 * parts that they name. Keys of the draft (`#a1`) become keys of the filing.
 */
export function toFiling(content: Content, about: { capture: string; source: string; checked: boolean }): Filing {
  const undecided = withoutCase(content);
  const names = new Namer(content, about.source, undecided.length > 0);
  const problems = names.problems;
  const claims = content.claims.filter((claim) => claim.decision === 'accepted');
  const questions = content.questions.filter((question) => question.decision === 'accepted');
  if (!claims.length && !questions.length)
    problems.push({
      from: { of: 'case', key: content.cases[0]!.key },
      path: 'claims',
      message: 'drafting.problem.nothing',
    });
  for (const { key } of undecided)
    problems.push({ from: { of: 'incident', key }, path: 'case', message: 'drafting.problem.incident' });

  const made = claims.map((claim): Claim => {
    const at: Problem['from'] = { of: 'claim', key: claim.key };
    const inCase = names.enter(caseOfClaim(content, claim).key);
    if (!claim.chain.length) problems.push({ from: at, path: 'chain', message: 'errors.field.chain.missing' });
    return {
      key: claim.key,
      case: inCase,
      wording: claim.wording,
      kind: claim.kind,
      language: claim.language,
      mode: claim.mode,
      certainty: claim.certainty,
      chain: claim.chain.map((link, index) => {
        const actor = link.actor ? names.ref(link.actor, { from: at, path: `chain[${index}].actor` }) : undefined;
        const source = link.source ? names.ref(link.source, { from: at, path: `chain[${index}].source` }) : undefined;
        const words =
          link.asWritten ??
          (link.actor && !actor ? names.words(link.actor) : undefined) ??
          (link.source && !source && !actor ? names.words(link.source) : undefined);
        return {
          actor,
          asWritten: words || undefined,
          verb: link.verb ?? undefined,
          source,
          carriedOver: link.carriedOver,
          pagesOwn: link.pagesOwn,
          visibility: link.visibility,
        };
      }),
      support: { kind: 'passage', capture: about.capture, ...claim.passage },
      statements: claim.statements.flatMap((statement, index) => {
        const path = `statements[${index}]`;
        const subject = names.ref(statement.subject, { from: at, path: `${path}.subject` });
        if (!subject) return [];
        const value = names.inside(statement.value, { from: at, path: `${path}.value` });
        return value === undefined ? [] : [{ subject, property: statement.property, value, rank: statement.rank }];
      }),
      // If a claim was accepted in bulk, no one has compared it with the page.
      checked: about.checked && claim.above === undefined,
      visibility: claim.visibility ?? content.visibility,
    };
  });
  const asked = questions.map((question) => names.enter(caseOfQuestion(content, question)));
  // If nothing is accepted yet and the page has no case, this adds the missing case as a problem.
  if (!claims.length && !questions.length) names.enter(content.cases[0]!.key);
  const publisher = content.source.publisher
    ? names.ref(content.source.publisher, { from: { of: 'source' }, path: 'publisher' })
    : undefined;
  const raised = (key: string | null): string | undefined => {
    const claim = content.claims.find((one) => one.key === key);
    return claim?.decision === 'accepted' ? `#${claim.key}` : (claim?.filed ?? undefined);
  };
  const filing: FilingInput = {
    ...names.made(),
    claims: made,
    questions: questions.map((question, index) => ({
      key: question.key,
      case: asked[index],
      wording: question.wording,
      language: content.source.language ?? 'en',
      raisedBy: raised(question.claim),
      visibility: content.visibility,
    })),
  };
  const origins = new Map<string, From>([
    ...claims.map((claim, index) => [`claims.${index}`, { of: 'claim', key: claim.key }] as const),
    ...questions.map((question, index) => [`questions.${index}`, { of: 'question', key: question.key }] as const),
    ...names.origins(),
  ]);
  return { filing, origins, publisher, problems };
}

const acronym = /^[\p{Lu}\d]{2,10}$/u;

/**
 * Replaces the draft's refs by those of the filing, and collects the actors, sources and parts that the filing must
 * create for them.
 */
class Namer {
  readonly problems: Problem[] = [];
  private readonly cast = new Map<string, Cast & { kind: ActorKind }>();
  private readonly parts = new Map<string, Part>();
  private readonly works = new Map<string, Content['works'][number]>();
  private readonly newCases = new Map<string, DraftCase>();
  /** The key of the case whose claim is read. */
  private here: string;

  constructor(
    private readonly content: Content,
    private readonly source: string,
    /** Whether incidents have no case yet. Each such incident already has its own problem message. */
    private readonly isWithoutCase: boolean,
  ) {
    this.here = content.cases[0]!.key;
  }

  /**
   * Sets the case of the claim whose refs are read next. Returns the ref of the case; undefined if it needs a decision.
   */
  enter(key: string): string | undefined {
    const { use, title } = caseAt(this.content, key);
    this.here = key;
    const from: From = { of: 'case', key };
    if (!use) return this.isWithoutCase ? undefined : this.complain({ from, path: 'use' }, 'drafting.problem.case');
    if (use !== 'new') return use;
    if (!title.trim()) return this.complain({ from, path: 'title' }, 'errors.field.title.missing');
    this.newCases.set(key, caseAt(this.content, key));
    return `#${key}`;
  }

  private complain(at: Pick<Problem, 'from' | 'path'>, message: string, params?: Problem['params']): undefined {
    if (
      !this.problems.some(
        (one) => one.message === message && JSON.stringify([one.from, one.path]) === JSON.stringify([at.from, at.path]),
      )
    )
      this.problems.push({ ...at, message, params });
    return undefined;
  }

  /** The name of an actor or source that is stored as words only. */
  words(ref: string): string | undefined {
    return (
      this.content.cast.find((one) => `#${one.key}` === ref)?.name ??
      this.content.works.find((one) => `#${one.key}` === ref)?.title
    );
  }

  /**
   * The ref that the filing uses for a ref of the draft. Undefined if the actor or source is stored as words only, or
   * if it needs a decision.
   */
  ref(ref: string, at: Pick<Problem, 'from' | 'path'>): string | undefined {
    if (!ref.startsWith('#')) return ref;
    if (ref === '#case') return this.caseRef(this.here);
    if (ref === '#source') return this.source;
    const key = ref.slice(1);
    const actor = this.content.cast.find((one) => one.key === key);
    if (actor) return this.actor(actor);
    const work = this.content.works.find((one) => one.key === key);
    if (work) return this.work(work);
    const part = partIn(this.content, key, this.here);
    if (part) return this.part(part, at);
    return this.complain(at, 'errors.field.ref.unknown', { ref });
  }

  /** The ref that the filing uses for a case; undefined if the case still needs a decision. */
  private caseRef(key: string): string | undefined {
    if (this.newCases.has(key)) return `#${key}`;
    const { use } = caseAt(this.content, key);
    return use === 'new' ? undefined : (use ?? undefined);
  }

  private actor(actor: Cast): string | undefined {
    if (actor.use === 'words') return undefined;
    if (!actor.use)
      return this.complain({ from: { of: 'cast', key: actor.key }, path: 'use' }, 'drafting.problem.who', {
        name: actor.name,
      });
    if (actor.use !== 'new') return actor.use;
    const { kind } = actor;
    if (!kind)
      return this.complain({ from: { of: 'cast', key: actor.key }, path: 'kind' }, 'drafting.problem.kind', {
        name: actor.name,
      });
    this.cast.set(actor.key, { ...actor, kind });
    return `#${actor.key}`;
  }

  private work(work: Content['works'][number]): string | undefined {
    if (work.use === 'words') return undefined;
    if (!work.use)
      return this.complain({ from: { of: 'work', key: work.key }, path: 'use' }, 'drafting.problem.work', {
        title: work.title,
      });
    if (work.use !== 'new') return work.use;
    this.works.set(work.key, work);
    return `#${work.key}`;
  }

  private part(part: Part, at: Pick<Problem, 'from' | 'path'>): string | undefined {
    if (!part.use)
      return this.complain({ from: { of: 'part', key: part.key }, path: 'use' }, 'drafting.problem.part', {
        title: part.title,
      });
    if (part.use !== 'new') return part.use;
    if (!part.title.trim())
      return this.complain({ from: { of: 'part', key: part.key }, path: 'title' }, 'errors.field.title.missing');
    if (inProceeding(part.kind)) {
      if (!part.parent)
        return this.complain({ from: { of: 'part', key: part.key }, path: 'parent' }, 'drafting.problem.parent', {
          title: part.title,
        });
      if (!this.ref(part.parent, at)) return undefined;
    }
    this.parts.set(part.key, part);
    return `#${part.key}`;
  }

  /** Replaces the draft's refs in a value. Undefined if one of them has no ref in the filing. */
  inside(value: unknown, at: Pick<Problem, 'from' | 'path'>): unknown {
    if (typeof value === 'string')
      return /^#[awephodc]\d+$|^#(?:case|source)$/.test(value) ? this.named(value, at) : value;
    if (!value || typeof value !== 'object' || Array.isArray(value)) return value;
    const entries = Object.entries(value).map(
      ([name, part]) => [name, name === 'text' || name === 'title' ? part : this.inside(part, at)] as const,
    );
    return entries.some(([name, part]) => part === undefined && (value as Record<string, unknown>)[name] !== undefined)
      ? undefined
      : Object.fromEntries(entries);
  }

  private named(ref: string, at: Pick<Problem, 'from' | 'path'>): string | undefined {
    const found = this.ref(ref, at);
    const inWords =
      this.content.cast.find((one) => `#${one.key}` === ref)?.use === 'words' ||
      this.content.works.find((one) => `#${one.key}` === ref)?.use === 'words';
    // A value cannot be words only: for example, a participant must be an actor.
    if (!found && inWords) return this.complain(at, 'drafting.problem.words', { name: this.words(ref) ?? ref });
    return found;
  }

  private visible(one: { visibility?: 'public' | 'desk' }): 'public' | 'desk' {
    return one.visibility ?? this.content.visibility;
  }

  made(): Pick<FilingInput, 'actors' | 'sources' | 'cases' | CasePartList> {
    const inside = (part: Part) => {
      this.here = part.case ?? this.content.cases[0]!.key;
      return {
        key: part.key,
        ...(inProceeding(part.kind)
          ? {
              proceeding:
                this.ref(part.parent!, { from: { of: 'part', key: part.key }, path: 'parent' }) ?? part.parent!,
            }
          : { case: this.caseRef(this.here) ?? `#${this.here}` }),
        title: part.title,
        visibility: this.visible(part),
      };
    };
    const authors = this.authors();
    return {
      cases: [...this.newCases.values()].map((one) => ({
        key: one.key,
        title: one.title,
        summary: one.summary || undefined,
        visibility: this.visible(one),
      })),
      ...Object.fromEntries(caseParts.map(({ name, list }) => [list, this.partsOf(name).map(inside)])),
      sources: [...this.works.values()].map((work) => ({
        key: work.key,
        kind: work.kind,
        title: work.title,
        publisher: authors.get(work.key),
        visibility: this.visible(work),
      })),
      actors: [...this.cast.values()].map((actor) => ({
        key: actor.key,
        kind: actor.kind,
        names: [
          { text: actor.name, kind: 'preferred' as const },
          ...actor.asWritten.filter((name) => acronym.test(name)).map((text) => ({ text, kind: 'acronym' as const })),
        ],
        visibility: this.visible(actor),
      })),
    };
  }

  private partsOf(kind: PartKind): Part[] {
    return [...this.parts.values()].filter((part) => part.kind === kind);
  }

  /** The author of each post: the actor of the attribution link that has the post as its document. */
  private authors(): Map<string, string> {
    const found = new Map<string, string>();
    for (const claim of this.content.claims.filter((one): one is StoredClaim => one.decision === 'accepted'))
      for (const link of claim.chain) {
        const key = link.source?.slice(1);
        const author =
          link.actor && key && this.works.has(key)
            ? this.ref(link.actor, { from: { of: 'claim', key: claim.key }, path: 'chain' })
            : undefined;
        if (author && key) found.set(key, author);
      }
    return found;
  }

  origins(): [string, From][] {
    const list = (name: string, keys: Iterable<string>, of: 'cast' | 'work' | 'part' | 'case'): [string, From][] =>
      [...keys].map((key, index) => [`${name}.${index}`, { of, key }]);
    return [
      ...list('actors', this.cast.keys(), 'cast'),
      ...list('sources', this.works.keys(), 'work'),
      ...caseParts.flatMap(({ name, list: of }) =>
        list(
          of,
          this.partsOf(name).map((part) => part.key),
          'part',
        ),
      ),
      ...list('cases', this.newCases.keys(), 'case'),
    ];
  }
}
