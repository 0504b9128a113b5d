import {
  nextKey,
  type CaseEdit,
  type Content,
  type DraftCase,
  type Part,
  type StoredClaim,
  type StoredIncident,
  type StoredQuestion,
} from './schema.ts';

/*
 * The cases to which the claims of a draft will be filed. Each incident has a case. A claim is filed to the case of its
 * incident, unless someone has chosen another.
 */

export const caseAt = (content: Content, key: string): DraftCase =>
  content.cases.find((one) => one.key === key) ?? content.cases[0]!;

/** The incidents that are the page's news. */
export const newsOf = ({ incidents }: Content): StoredIncident[] => incidents.filter(({ background }) => !background);

/** The cases of the incidents that a claim or a question is about. */
function casesAbout(content: Content, about: readonly string[] = []): Set<string> {
  const its = content.incidents.filter(({ key }) => about.includes(key));
  return new Set(its.flatMap((one) => one.case ?? []));
}

/**
 * The key of the case to which a claim will be filed: the chosen case, or the case of its incidents. If its incidents
 * have no case, or several, it is the draft's first case. `by` shows which of these applies.
 */
export function caseOfClaim(
  content: Content,
  { case: chosen, about }: Pick<StoredClaim, 'case' | 'about'>,
): { key: string; by: 'choice' | 'incident' | 'first' } {
  if (chosen && content.cases.some(({ key }) => key === chosen)) return { key: chosen, by: 'choice' };
  const [own, ...more] = casesAbout(content, about);
  return own && !more.length ? { key: own, by: 'incident' } : { key: content.cases[0]!.key, by: 'first' };
}

/** The key of the case to which a question will be filed: the case of the claim that raises it, or of its incident. */
export const caseOfQuestion = (content: Content, question: StoredQuestion): string =>
  caseOfClaim(content, decidedBy(content, question)).key;

/** What decides the case of a question: the claim that raises it, or else its incidents. */
const decidedBy = (content: Content, { claim, about }: StoredQuestion): Pick<StoredClaim, 'case' | 'about'> =>
  content.claims.find(({ key }) => key === claim) ?? { about };

/** Whether someone has put an incident or a claim into the case, or something was filed to it. */
export const isInUse = (content: Content, key: string): boolean =>
  content.incidents.some((one) => one.case === key) ||
  content.claims.some(
    (one) => one.case === key || (one.decision === 'filed' && caseOfClaim(content, one).key === key),
  ) ||
  content.questions.some((one) => one.decision === 'filed' && caseOfQuestion(content, one) === key);

/**
 * The incidents of the page's news that have claims or questions to file, but no case yet. Empty if the page's news is
 * only one incident.
 */
export function withoutCase(content: Content): StoredIncident[] {
  const news = newsOf(content);
  if (news.length < 2) return [];
  const accepted = [
    ...content.claims.filter(({ decision }) => decision === 'accepted'),
    ...content.questions.filter(({ decision }) => decision === 'accepted').map((one) => decidedBy(content, one)),
  ].filter((one) => !one.case);
  return news.filter(
    ({ key, decision }) =>
      decision === 'open' && accepted.some(({ about }) => about?.includes(key) && !casesAbout(content, about).size),
  );
}

/** Puts an incident into a case: one that the draft already has, or another. */
export function putIntoCase(content: Content, incident: StoredIncident, to: CaseEdit): void {
  const same = to.use === 'new' ? undefined : content.cases.find(({ use }) => use === to.use);
  const first = content.cases[0]!;
  if (same) incident.case = same.key;
  // An unused case is replaced.
  else if (!first.use || !isInUse(content, first.key)) {
    content.cases[0] = { ...to, key: first.key };
    incident.case = first.key;
  } else {
    const key = nextKey(content, 'cases');
    content.cases.push({ ...to, key });
    incident.case = key;
  }
  content.revs.case++;
}

/** Removes unused cases. If no case is in use, one empty case stays. */
export function dropUnused(content: Content): void {
  const used = content.cases.filter(({ key }) => isInUse(content, key));
  content.cases = used.length ? used : [{ ...content.cases[0]!, use: null }];
  content.revs.case++;
}

/**
 * Changes one of the cases. If the page reports several incidents, and its only case is unused, all incidents of its
 * news are put into that case. If another case of the draft is the same item, the two are merged.
 */
export function changeCase(content: Content, key: string, to: CaseEdit): void {
  content.revs.case++;
  if (content.cases.length === 1 && to.use && !isInUse(content, key)) putAllIntoCase(content, key);
  const other = to.use === 'new' ? undefined : content.cases.find((one) => one.use === to.use && one.key !== key);
  content.cases = content.cases.flatMap((one) => (one.key === key ? { ...to, key } : one === other ? [] : one));
  if (!other || !to.use) return;
  for (const one of [...content.incidents, ...content.claims, ...content.parts])
    if (one.case === other.key) one.case = key;
}

/** If the page's news has several incidents, puts them into the given case. Incidents with a decision do not change. */
export function putAllIntoCase(content: Content, key: string): void {
  const news = newsOf(content);
  if (news.length < 2) return;
  for (const one of news)
    if (one.decision === 'open') Object.assign(one, { decision: 'accepted', case: key, rev: one.rev + 1 });
}

/**
 * Gives each event, proceeding and order the case of the claims that mention it. If claims of several cases do, each
 * further case gets a copy. A skipped claim gets no new copy, but an existing one stays, because the claim may be opened
 * again.
 */
export function settleParts(content: Content): void {
  const originals = content.parts.filter(({ copyOf }) => !copyOf);
  const claims = content.claims.map((claim) => ({
    statements: JSON.stringify(claim.statements),
    key: caseOfClaim(content, claim).key,
    isSkipped: claim.decision === 'skipped',
  }));
  /** The claims that mention a part, or a part of it. */
  const claimsOf = ({ key }: Part): typeof claims => {
    const names = [key, ...originals.flatMap((one) => (one.parent === `#${key}` ? one.key : []))];
    return claims.filter((one) => names.some((name) => one.statements.includes(`"#${name}"`)));
  };
  const parts: Part[] = [];
  for (const part of originals) {
    const mention = claimsOf(part);
    const needed = new Set(mention.flatMap(({ key, isSkipped }) => (isSkipped ? [] : key)));
    const mentioned = new Set(mention.map(({ key }) => key));
    const own = part.case && mentioned.has(part.case) ? part.case : ([...needed][0] ?? content.cases[0]!.key);
    parts.push({ ...part, case: own });
    for (const key of mentioned) {
      if (key === own) continue;
      const there = content.parts.find((one) => one.copyOf === part.key && one.case === key);
      if (there) parts.push(there);
      else if (needed.has(key))
        parts.push({
          ...part,
          key: nextKey({ ...content, parts: [...content.parts, ...parts] }, part.kind),
          parent: part.parent?.startsWith('#') ? part.parent : null,
          case: key,
          copyOf: part.key,
          use: 'new',
        });
    }
  }
  content.parts = parts;
}

/** The part that a key means in a claim of a case. */
export const partIn = (content: Content, key: string, inCase: string): Part | undefined =>
  content.parts.find((one) => one.copyOf === key && one.case === inCase) ??
  content.parts.find((one) => one.key === key);

/** The refs of the cases in the record to which claims or questions of a draft were filed. */
export const casesFiledTo = (content: Content): Set<string> => {
  const keys = [
    ...content.claims.filter((one) => one.filed).map((one) => caseOfClaim(content, one).key),
    ...content.questions.filter((one) => one.filed).map((one) => caseOfQuestion(content, one)),
  ];
  return new Set(
    keys.flatMap((key) => {
      const { use } = caseAt(content, key);
      return use?.includes('/') ? use : [];
    }),
  );
};
