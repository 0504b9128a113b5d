import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import type { ClaimView } from '../../record/views/claims.ts';
import { inOrder } from '../views/on-date.ts';
import { flat, lawAsOf, statusOn } from '../views/as-of.ts';
import type { LawView, ProvisionView, TextView, VersionView } from '../views/law.ts';
import { asOneLine } from './quote.ts';
import { dutyOn, type DutyStatus } from './duty-status.ts';
import type { DutyAct, DutyBearer, DutyClaimRole, SecretKind } from './tables.ts';

/** A duty with its sources. */
export type DutyView = {
  id: number;
  provisionId: number;
  bearer: DutyBearer;
  act: DutyAct;
  period: string | null;
  secrets: SecretKind[];
  since: string | null;
  ended: string | null;
  /**
   * The version that established the duty. If the record does not have the duty's words, this is the provision's first
   * version.
   */
  from: VersionView | null;
  /** The words that establish the duty, and the text (one language of the version `from`) that contains them. */
  quote: { words: string; text: TextView } | null;
  /** Claims that say what the duty requires. */
  says: ClaimView[];
  criticism: ClaimView[];
};

export type StoredDuty = Omit<DutyView, 'from' | 'quote' | 'says' | 'criticism' | 'provisionId'> & {
  provision_id: number;
  quote: string | null;
  claims: { claim: number; role: DutyClaimRole }[];
};

/** Duties of provisions as stored, in the order in which they were entered. */
export async function readDuties(db: Reader, provisionIds: readonly number[]): Promise<StoredDuty[]> {
  const among = sql<boolean>`duty.provision_id = any(${[...provisionIds]}::bigint[])`;
  const [rows, claims] = await Promise.all([
    db.selectFrom('duty').selectAll().where(among).orderBy('id').execute(),
    db
      .selectFrom('duty_claim')
      .innerJoin('duty', 'duty.id', 'duty_claim.duty_id')
      .selectAll('duty_claim')
      .where(among)
      .orderBy('claim_id')
      .execute(),
  ]);
  return rows.map((row) => ({
    ...row,
    claims: claims.filter((one) => one.duty_id === row.id).map((one) => ({ claim: one.claim_id, role: one.role })),
  }));
}

/**
 * A duty as an audience may see it. `provision` is the provision as the same audience sees it. To see the duty, the
 * audience must see a text of the provision with the duty's words, or a claim that states the duty. Otherwise null.
 */
export function viewDuty(
  row: StoredDuty,
  provision: ProvisionView,
  claimOf: (id: number) => ClaimView | null,
): DutyView | null {
  const { provision_id: provisionId, claims, quote, ...own } = row;
  const of = (role: DutyClaimRole): ClaimView[] =>
    claims.filter((one) => one.role === role).flatMap((one) => claimOf(one.claim) ?? []);
  const versions = inOrder(provision.versions);
  const found =
    quote === null
      ? undefined
      : versions.flatMap((from) =>
          from.texts.filter((text) => asOneLine(text).includes(quote)).map((text) => ({ from, text })),
        )[0];
  const says = of('says');
  return found || says.length
    ? {
        ...own,
        provisionId,
        from: found?.from ?? versions[0] ?? null,
        quote: found && quote ? { words: quote, text: found.text } : null,
        says,
        criticism: of('criticises'),
      }
    : null;
}

/** A duty on a day, with its provision. */
export type DutyOnDay = {
  duty: DutyView;
  provision: ProvisionView;
  standing: DutyStatus;
  /** The date from which the duty applies (EDTF); null if unknown. */
  since: string | null;
  /**
   * The date (EDTF) on which the act or ruling that established the duty was signed, adopted or given; null if unknown.
   */
  made: string | null;
  /** Whether the provision's text on that day no longer contains the quoted words. */
  reworded: boolean;
};

/** All duties from a law with their status on a day, in the order of its text. */
export function dutiesOn(law: LawView, day: string): DutyOnDay[] {
  const standing = statusOn(law, day);
  return flat(lawAsOf(law, day)).flatMap((one) =>
    one.provision.duties.map((duty) => ({
      duty,
      provision: one.provision,
      standing: dutyOn(duty, one, standing, day),
      since: duty.since ?? duty.from?.commences ?? duty.from?.amendment.applies ?? null,
      made: duty.from?.amendment.signed ?? null,
      reworded:
        duty.quote !== null &&
        one.version !== null &&
        one.version.texts.length > 0 &&
        !one.version.texts.some((text) => asOneLine(text).includes(duty.quote!.words)),
    })),
  );
}
