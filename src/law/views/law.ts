import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { group } from '../../platform/text/group.ts';
import type { Thing } from '../../record/things.ts';
import { currentReading } from '../../record/translations/reading.ts';
import { Translations, translationsOf, type TranslationOf } from '../../record/translations/load.ts';
import { loadBriefs, shownTo, type Audience, type Brief } from '../../record/views/briefs.ts';
import { loadClaims, type ClaimView } from '../../record/views/claims.ts';
import { loadFacts, type PropertyView } from '../../record/views/facts.ts';
import { loadCasesOf } from '../../record/views/parts.ts';
import { loadSourceBriefs, type SourceBrief } from '../../record/views/sources.ts';
import { allProvisions, firstDate, signingOf, type Signing } from './head.ts';
import { readDuties, viewDuty, type DutyView } from '../duties/load-duties.ts';
import { sinceOf, type StartDays } from './on-date.ts';
import type { AmendmentSort, ProvisionKind, VersionAct } from '../tables.ts';
import { countedClaim, countOrigins } from '../../record/claims/counted.ts';

/** A change of the law, or its enactment, with the claim that reports it. Dates are EDTF; null means unknown. */
export type AmendmentView = {
  id: number;
  sort: AmendmentSort;
  title: string;
  /** Whether the title is our translation for the reader. */ ours?: true;
  by: Brief | null;
  uri: string | null;
  /** The date that was entered for when the change was signed, adopted or ruled. */
  made: string | null;
  /**
   * The same as `made`, if that is known. Otherwise, the date that claims give for the amending law, or, for the
   * enactment, for this law.
   */
  signed: string | null;
  /** Whether the change was signed, adopted or ruled; `other` if claims do not say. */
  signing: Signing;
  /** The date from which the change applies, as it was entered. */
  commences: string | null;
  /**
   * The same as `commences`, if that is known. Otherwise, only for the enactment, the date that claims about the law
   * give.
   */
  applies: string | null;
  /**
   * The first day on which the change may apply, and the first on which it certainly applies. Calculated from `applies`
   * and `signed`.
   */
  since: StartDays;
  claim: ClaimView;
  touches: number;
};

/** A version's text in one language. Lines of `body` and `tail` are paragraphs. */
export type TextView = {
  language: string;
  num: string;
  heading: string;
  body: string;
  tail: string;
  claim: ClaimView;
  /** For readers, our translations of these texts, as far as there are any. */
  ours?: { heading?: string; body?: string; tail?: string };
};

/** A version of a provision. Without texts, its summaries are all that is known about it. */
export type VersionView = {
  id: number;
  act: VersionAct;
  commences: string | null;
  since: StartDays;
  amendment: AmendmentView;
  texts: TextView[];
  summaries: ClaimView[];
};

export type ProvisionView = {
  brief: Brief;
  version: number;
  eid: string;
  kind: ProvisionKind;
  label: string;
  /** Whether the label is our translation for the reader. */ ours?: true;
  /** Its name where the law is not shown around it, with its article: “Article 2, 1”. */ name: string;
  versions: VersionView[];
  facts: PropertyView[];
  duties: DutyView[];
  children: ProvisionView[];
};

/**
 * A case, proceeding, charge, order or event to which the law or one of its provisions applies, or which it is about.
 */
export type UnderLaw = { thing: Brief; case: Brief | null; provision: Brief | null; claims: ClaimView[] };

/** A law with all its versions, and the facts about it. */
export type LawView = {
  brief: Brief;
  version: number;
  example: boolean;
  changedAt: Date;
  /** The language of its authentic text. */
  language: string;
  /** The languages of its texts, its own first. */
  languages: string[];
  facts: PropertyView[];
  /** The changes of the law, in the order in which they were entered. */
  amendments: AmendmentView[];
  provisions: ProvisionView[];
  under: UnderLaw[];
  /** Laws that this one changes. */
  amends: {
    law: Brief;
    title: string;
    /** Whether the title is our translation for the reader. */ ours?: true;
    made: string | null;
    signing: Signing;
    commences: string | null;
    claim: ClaimView;
  }[];
  /** Every claim behind this view, by id. */
  claims: Map<number, ClaimView>;
  sources: SourceBrief[];
  translations: TranslationOf[];
  origins: number;
};

type VersionRow = { id: number; provision_id: number; amendment_id: number; act: VersionAct; commences: string | null };

/**
 * Loads a law for an audience. Each change and each text is based on a claim. A change or text is left out if the
 * audience may not see its claim. For readers, the claim must also be checked or imported.
 *
 * This takes two steps: first the rows of the law and the ids of everything else, then everything else at once.
 */
export async function loadLaw(db: Reader, thing: Thing, audience: Audience): Promise<LawView> {
  const { law, provisions, amendments, versions, texts, summaries, changing, under, claimRows } = await loadRows(
    db,
    thing.id,
    audience,
  );
  const ids = [thing.id, ...provisions.map((row) => row.id)];
  const amending = amendments.flatMap((row) => row.by_law_id ?? []);
  const subjects = under.map((row) => row.subject_id);
  const [facts, othersFacts, underFacts, duties, loaded, briefs, translations, cases, sources] = await Promise.all([
    loadFacts(db, ids, audience),
    loadFacts(db, amending, audience),
    loadFacts(db, subjects, audience),
    readDuties(
      db,
      provisions.map((row) => row.id),
    ),
    loadClaims(
      db,
      claimRows.map((row) => row.id),
      audience,
    ),
    loadBriefs(db, [...ids, ...amending, ...changing.map((row) => row.law_id), ...subjects], audience),
    audience === 'public' && currentReading()
      ? Translations.load(db, [...ids, ...changing.map((row) => row.law_id)])
      : null,
    loadCasesOf(db, subjects, audience),
    loadSourceBriefs(
      db,
      claimRows.flatMap((row) => row.source ?? []),
      audience,
    ),
  ]);
  const timed = timing(amendments, facts.get(thing.id) ?? [], othersFacts);
  const underClaims = under.map((row) =>
    (underFacts.get(row.subject_id) ?? [])
      .filter((one) => one.property === 'under-law' || one.property === 'related-to')
      .flatMap((one) =>
        one.values.filter((value) => value.thing?.id === row.value_thing).flatMap((value) => value.claimIds),
      ),
  );
  const behind = new Map(loaded.map((claim) => [claim.id, claim]));
  const claims = new Map(
    [
      ...[...amendments, ...texts, ...summaries, ...changing].map((row) => row.claim_id),
      ...duties.flatMap((duty) => duty.claims.map((one) => one.claim)),
      ...[...facts.values()].flat().flatMap((property) => property.values.flatMap((value) => value.claimIds)),
      ...underClaims.flat(),
    ].flatMap((id): [number, ClaimView][] => {
      const claim = behind.get(id);
      return claim ? [[id, claim]] : [];
    }),
  );
  const sourceIds = new Set([...claims.values()].flatMap((claim) => (claim.source ? [claim.source.id] : [])));
  const open = (id: number | null): Brief | null => (id === null ? null : shownTo(audience, briefs.get(id)));
  const titled = ({ law_id: id, title }: { law_id: number; title: string }): { title: string; ours?: true } => {
    const ours = translations?.ours(id, title);
    return ours === undefined ? { title } : { title: ours, ours: true };
  };

  const known = new Map<number, AmendmentView>();
  for (const row of amendments) {
    const claim = validClaim(claims, row.claim_id);
    if (!claim) continue;
    const touches = versions.filter((version) => version.amendment_id === row.id).length;
    known.set(row.id, {
      id: row.id,
      sort: row.sort,
      ...titled(row),
      by: open(row.by_law_id),
      uri: row.uri,
      made: row.made,
      commences: row.commences,
      ...timed(row),
      claim,
      touches,
    });
  }
  const byVersion = <Row extends { version_id: number }>(rows: readonly Row[]): Map<number, Row[]> =>
    group(rows.map((row) => [row.version_id, row] as const));
  const [textsOf, summariesOf] = [byVersion(texts), byVersion(summaries)];
  const versionsOf = group(versions.map((row) => [row.provision_id, row] as const));
  const viewVersion = (row: VersionRow): VersionView[] => {
    const amendment = known.get(row.amendment_id);
    if (!amendment) return [];
    const commences = row.commences ?? amendment.commences;
    return [
      {
        id: row.id,
        act: row.act,
        commences,
        since: row.commences === null ? amendment.since : sinceOf(row.commences, amendment.signed),
        amendment,
        texts: (textsOf.get(row.id) ?? []).flatMap(({ version_id: _, claim_id, ...text }) => {
          const claim = validClaim(claims, claim_id);
          const ours = translations?.has(row.provision_id)
            ? {
                heading: translations.ours(row.provision_id, text.heading),
                body: translations.ours(row.provision_id, text.body),
                tail: translations.ours(row.provision_id, text.tail),
              }
            : undefined;
          return claim ? [{ ...text, claim, ...(ours && { ours }) }] : [];
        }),
        summaries: (summariesOf.get(row.id) ?? []).flatMap((one) => validClaim(claims, one.claim_id) ?? []),
      },
    ];
  };
  const nameOf = ({ id, label }: { id: number; label: string }): string => {
    const { title } = briefs.get(id)!;
    const law = briefs.get(thing.id)!.title;
    if (title.endsWith(`, ${law}`)) return title.slice(0, -law.length - 2);
    // In Russian, the law comes first, and the article follows in lower case.
    return title.startsWith(`${law}, `) ? title.slice(law.length + 2).replace(/^статья/u, 'Статья') : label;
  };
  const childrenOf = group(provisions.map((row) => [row.parent_id, row] as const));
  const tree = (parent: number | null): ProvisionView[] =>
    (childrenOf.get(parent) ?? []).flatMap((row) => {
      const label = translations?.of(row.id, 'label', row.label);
      const view: ProvisionView = {
        brief: briefs.get(row.id)!,
        version: row.version,
        eid: row.eid,
        kind: row.kind,
        label: label ?? row.label,
        ...(label !== undefined && { ours: true as const }),
        name: nameOf(row),
        versions: (versionsOf.get(row.id) ?? []).flatMap(viewVersion),
        facts: facts.get(row.id) ?? [],
        duties: [],
        children: tree(row.id),
      };
      view.duties = duties.flatMap((duty) =>
        duty.provision_id === row.id ? (viewDuty(duty, view, (id) => validClaim(claims, id)) ?? []) : [],
      );
      if (audience === 'public' && briefs.get(row.id)!.hidden && briefs.get(thing.id)!.hidden === false) return [];
      // Readers see a provision only if something in it is based on a public claim.
      return audience === 'public' &&
        view.versions.length === 0 &&
        view.children.length === 0 &&
        view.facts.length === 0 &&
        view.duties.length === 0
        ? []
        : [view];
    });
  const roots = tree(null);
  const has = new Set(
    allProvisions(roots).flatMap((one) =>
      one.versions.flatMap((version) => version.texts.map((text) => text.language)),
    ),
  );
  return {
    brief: briefs.get(thing.id)!,
    version: thing.version,
    example: thing.example,
    changedAt: thing.changed_at,
    language: law.language,
    languages: [...has].toSorted(
      (a, b) => Number(b === law.language) - Number(a === law.language) || a.localeCompare(b),
    ),
    facts: facts.get(thing.id) ?? [],
    amendments: [...known.values()],
    provisions: roots,
    under: under.flatMap((row, index) => {
      const subject = open(row.subject_id);
      const behind = underClaims[index]!.flatMap((id) => claims.get(id) ?? []);
      if (!subject || behind.length === 0) return [];
      return [
        {
          thing: subject,
          case: cases.get(subject.id) ?? (subject.kind === 'case' ? subject : null),
          provision: row.value_thing === thing.id ? null : open(row.value_thing),
          claims: behind,
        },
      ];
    }),
    amends: changing.flatMap((row) => {
      const [changed, claim] = [open(row.law_id), validClaim(claims, row.claim_id)];
      return changed && claim
        ? [
            {
              law: changed,
              ...titled(row),
              made: row.made,
              signing: signingOf({ facts: facts.get(thing.id) ?? [] }, row.made),
              commences: row.commences,
              claim,
            },
          ]
        : [];
    }),
    claims,
    sources: sources.filter((source) => sourceIds.has(source.brief.id)),
    translations: await translationsOf(
      db,
      [briefs.get(thing.id)!, ...allProvisions(roots).map((one) => one.brief)],
      audience,
    ),
    origins: countOrigins(claims.values()),
  };
}

/** The rows of a law, and the claims on which anything about it may be based, with their sources. */
async function loadRows(db: Reader, lawId: number, audience: Audience) {
  const own = sql`select ${lawId}::bigint as id union all select id from provision where law_id = ${lawId}`;
  const version = sql`select v.id from provision_version v join amendment a on a.id = v.amendment_id where a.law_id = ${lawId}`;
  const inVersion = sql<boolean>`version_id = any(array(${version}))`;
  const named = sql`select t.id from thing t where t.canonical_id = any(array(${own}))`;
  const about = sql`('under-law', 'related-to')`;
  // With "array (…)", PostgreSQL uses an index, whatever size the planner assumes for the table.
  const [law, provisions, amendments, versions, texts, summaries, changing, under, claims] = await Promise.all([
    db.selectFrom('law').selectAll().where('id', '=', lawId).executeTakeFirstOrThrow(),
    db
      .selectFrom('provision')
      .innerJoin('thing', 'thing.id', 'provision.id')
      .select(['provision.id', 'thing.version', 'parent_id', 'eid', 'provision.kind', 'label'])
      .where('law_id', '=', lawId)
      .orderBy('position')
      .orderBy('provision.id')
      .execute(),
    db.selectFrom('amendment').selectAll().where('law_id', '=', lawId).orderBy('id').execute(),
    db
      .selectFrom('provision_version')
      .innerJoin('amendment', 'amendment.id', 'provision_version.amendment_id')
      .select(['provision_version.id', 'provision_id', 'amendment_id', 'act', 'provision_version.commences'])
      .where('law_id', '=', lawId)
      .orderBy('amendment_id')
      .orderBy('provision_version.id')
      .execute(),
    db.selectFrom('provision_text').selectAll().where(inVersion).orderBy('language').execute(),
    db.selectFrom('provision_summary').selectAll().where(inVersion).orderBy('claim_id').execute(),
    db.selectFrom('amendment').selectAll().where('by_law_id', '=', lawId).orderBy('id').execute(),
    sql<{ subject_id: number; value_thing: number }>`
      select f.subject_id, f.value_thing from fact f where f.property in ${about} and f.subject_id <> f.value_thing and f.value_thing = any(array(${own})) and ${audience === 'public' ? sql.ref('f.public_shown') : sql.ref('f.desk_shown')}
      order by f.subject_id`.execute(db),
    sql<{ id: number; source: number | null }>`
      select c.id, s.canonical_id as source from claim c left join thing s on s.id = c.source_id where c.id = any(array(
        select claim_id from amendment where law_id = ${lawId} or by_law_id = ${lawId}
        union select claim_id from provision_text where ${inVersion}
        union select claim_id from provision_summary where ${inVersion}
        union select u.claim_id from provision p join duty d on d.provision_id = p.id join duty_claim u on u.duty_id = d.id where p.law_id = ${lawId}
        union select st.claim_id from statement st join claim k on k.id = st.claim_id and ${countedClaim('k')} where st.subject_id = any(array(${named}))
        union select st.claim_id from statement st join claim k on k.id = st.claim_id and ${countedClaim('k')} where st.value_thing = any(array(${named})) and st.property in ${about}))`.execute(
      db,
    ),
  ]);
  return {
    law,
    provisions,
    amendments,
    versions: versions satisfies VersionRow[],
    texts,
    summaries,
    changing,
    under: under.rows.map((row) => ({ subject_id: Number(row.subject_id), value_thing: Number(row.value_thing) })),
    claimRows: claims.rows.map(({ id, source }) => ({
      id: Number(id),
      source: source === null ? null : Number(source),
    })),
  };
}

type Timed = Pick<AmendmentView, 'signed' | 'signing' | 'applies' | 'since'>;
type AmendmentRow = { sort: AmendmentSort; by_law_id: number | null; made: string | null; commences: string | null };

/**
 * When each change of a law was made, and from when it applies. If no date was entered for the change, facts about the
 * amending law are used (for the enactment, facts about this law). A change without any date may apply from the first
 * day on which the law itself may apply.
 */
function timing(
  amendments: readonly AmendmentRow[],
  own: PropertyView[],
  others: ReadonlyMap<number, PropertyView[]>,
): (row: AmendmentRow) => Timed {
  const of = (row: AmendmentRow): Timed => {
    const law = { facts: row.sort === 'enactment' ? own : (others.get(row.by_law_id ?? 0) ?? []) };
    const signed = row.made ?? firstDate(law, 'signed', 'adopted');
    const applies = row.commences ?? (row.sort === 'enactment' ? firstDate(law, 'in-force') : null);
    const signing = row.sort === 'ruling' ? 'ruling' : signingOf(law, signed);
    return { signed, signing, applies, since: sinceOf(applies, signed) };
  };
  const enactment = amendments.find((row) => row.sort === 'enactment');
  const begins = of(enactment ?? { sort: 'enactment', by_law_id: null, made: null, commences: null }).since.possible;
  return (row) => {
    const timed = of(row);
    return timed.since.possible === null && begins !== null
      ? { ...timed, since: { ...timed.since, possible: begins } }
      : timed;
  };
}

/** The claim with this id, unless it is withdrawn or not loaded. */
function validClaim(claims: ReadonlyMap<number, ClaimView>, id: number): ClaimView | null {
  const claim = claims.get(id);
  return claim && claim.state !== 'withdrawn' ? claim : null;
}

/** The text in `language`, else in the law's own language, else any. */
export function textIn(version: VersionView, language: string, own: string): TextView | null {
  return (
    version.texts.find((text) => text.language === language) ??
    version.texts.find((text) => text.language === own) ??
    version.texts[0] ??
    null
  );
}
