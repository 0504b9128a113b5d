import type { Reader } from '../../platform/database/tx.ts';
import type { Brief } from '../../record/views/briefs.ts';
import type { ClaimView } from '../../record/views/claims.ts';
import type { DutyOnDay } from '../duties/load-duties.ts';
import { listDuties, type DutiesOfLaw } from '../duties/list-duties.ts';
import { secretKinds, type SecretKind } from '../duties/tables.ts';
import { missingKinds, type PermissionOnFile } from './permissions.ts';
import { namesOnRecord } from './names-on-record.ts';
import { readSecrets, type ReadSentence, type SecretsRead, type Touched } from './secrets.ts';
import { loadWords } from './desk-words.ts';

/** A legal duty of the publication. `criticism`: claims that criticise the duty, its provision or its law. */
export type Requirement = { law: Brief; countries: string[]; duty: DutyOnDay; criticism: ClaimView[] };
/**
 * A person about whom the text reveals a secret, although no permission is on file. `certain`: a law that is or may be
 * in force requires the permission.
 */
export type Missing = { name: string; ref: string | null; kinds: SecretKind[]; sentences: string[]; certain: boolean };

/**
 * What the laws of the publication's countries say about a text. Only the person who asks for the advice sees it. It is
 * stored only if this person saves it (`saveAdvice`).
 */
export type Advice = {
  day: string;
  jurisdictions: string[];
  /** Whether there are rules for the text's language. */
  ruled: boolean;
  people: SecretsRead['people'];
  touched: Touched[];
  missing: Missing[];
  /** Duties to obtain permission. */
  asking: Requirement[];
  /** Other duties under the laws of these countries. */
  besides: Requirement[];
};

/**
 * Whether a duty applies, or may apply, on the day. Duties of bills, duties that begin later and duties that have ended
 * do not apply.
 */
const mayApply = (one: DutyOnDay): boolean => one.standing === 'in-force' || one.standing === 'uncertain';

/** The most laws whose duties are read, for all of the publication's countries together. */
const maxLaws = 500;

type AdviceInput = {
  sentences: readonly ReadSentence[];
  language: string;
  jurisdictions: readonly string[];
  day: string;
  /** The permissions on file that may cover this article. */
  permissions: readonly PermissionOnFile[];
};

/**
 * Checks a text against the laws of the publication's countries. No words of the text are put into a query, because
 * queries can appear in a database's log. Without a country, nothing is checked.
 */
export async function adviseOn(
  db: Reader,
  { sentences, language, jurisdictions, day, permissions }: AdviceInput,
): Promise<Advice> {
  const nothing: Advice = {
    day,
    jurisdictions: [...jurisdictions],
    ruled: true,
    people: [],
    touched: [],
    missing: [],
    asking: [],
    besides: [],
  };
  if (jurisdictions.length === 0) return nothing;
  const { laws } = await listDuties(db, {
    audience: 'desk',
    day,
    countries: jurisdictions,
    limit: maxLaws,
    offset: 0,
  });
  const duties = laws
    .flatMap(askingOf)
    .filter((one) => one.duty.standing !== 'ended' && one.duty.standing !== 'not-made');
  const asking = duties.filter((one) => one.duty.duty.act === 'obtain-permission');
  const besides = duties.filter((one) => one.duty.duty.act !== 'obtain-permission');
  if (asking.length === 0) return { ...nothing, besides };
  const [known, words] = [await namesOnRecord(db), await loadWords(db)];

  const kinds = new Set(asking.flatMap((one) => one.duty.duty.secrets));
  const certain = new Set(asking.filter((one) => mayApply(one.duty)).flatMap((one) => one.duty.duty.secrets));
  const read = readSecrets(sentences, language, { known, words });
  const touched = read.touched.flatMap((one) => {
    const touches = one.touches.filter((touch) => kinds.has(touch.kind));
    return touches.length ? [{ ...one, touches }] : [];
  });
  const missing = read.people.flatMap((person, index): Missing[] => {
    const theirs = touched.filter((one) => one.touches.some((touch) => touch.about.includes(index)));
    const revealed = secretKinds.filter((kind) =>
      theirs.some((one) => one.touches.some((touch) => touch.kind === kind && touch.about.includes(index))),
    );
    const lacking = missingKinds(person, revealed, permissions);
    if (lacking.length === 0) return [];
    const where = theirs
      .filter((one) => one.touches.some((touch) => touch.about.includes(index) && lacking.includes(touch.kind)))
      .map((one) => one.sentence.id);
    return [
      {
        name: person.name,
        ref: person.ref,
        kinds: lacking,
        sentences: where,
        certain: lacking.some((kind) => certain.has(kind)),
      },
    ];
  });
  return { ...nothing, ruled: read.ruled, people: read.people, touched, missing, asking, besides };
}

function askingOf({ law, countries, duties }: DutiesOfLaw): Requirement[] {
  const critical = (claims: Iterable<ClaimView>, on: readonly number[]): ClaimView[] =>
    [...claims].filter(
      (claim) =>
        claim.state !== 'withdrawn' &&
        claim.statements.some((one) => one.property === 'criticism' && on.includes(one.subject?.id ?? 0)),
    );
  return duties.map((duty) => ({
    law: law.brief,
    countries,
    duty,
    criticism: [
      ...new Map(
        [...duty.duty.criticism, ...critical(law.claims.values(), [law.brief.id, duty.provision.brief.id])].map(
          (claim) => [claim.id, claim],
        ),
      ).values(),
    ],
  }));
}
