import { sql, type RawBuilder } from 'kysely';
import type { Tx } from '../../platform/database/tx.ts';
import type { ThingKind } from '../kinds/kind.ts';

/** The kinds of items that can have a picture. */
export const picturedKinds = ['case', 'actor'] as const satisfies readonly ThingKind[];
export const isPictured = (kind: string): kind is (typeof picturedKinds)[number] =>
  picturedKinds.some((one) => one === kind);

/** SQL for whether the photo with this id is the picture of a public case or actor. */
export const isPublicPicture = (photo: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`(${sql.join(
    picturedKinds.map(
      (kind) => sql`exists (select from ${sql.table(kind)} pictured join thing owner on owner.id = pictured.id
        where pictured.picture_id = ${photo} and owner.visibility = 'public' and owner.withdrawn_at is null and owner.redacted_at is null and owner.merged_into is null)`,
    ),
    sql` or `,
  )})`;

/** Removes deleted photos from the items whose picture they are. */
export async function removePictures(tx: Tx, photos: readonly number[]): Promise<void> {
  for (const kind of picturedKinds)
    await tx
      .updateTable(kind)
      .set({ picture_id: null })
      .where(sql<boolean>`picture_id = any(${[...photos]}::bigint[])`)
      .execute();
}
