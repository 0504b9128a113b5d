import type { Reader } from '../../../platform/database/tx.ts';
import type { ThingKind } from '../../../record/tables.ts';
import { pickText, subjectKinds } from './pick.ts';
import { latestThings } from './pick-queries.ts';

/** Lists of a kind, which a field names as `list-actor`; `subject` is everything that a statement can be about. */
export type PickList = ThingKind | 'subject';

/** What browsers suggest in a form's pick fields; works without scripts, and does not load the whole record. */
export async function loadLists(db: Reader, names: readonly PickList[]) {
  const kinds = [...new Set(names.flatMap((name): readonly ThingKind[] => kindsOf(name)))];
  const things = await latestThings(db, kinds);
  return (
    <>
      {names.map((name) => (
        <datalist id={`list-${name}`}>
          {things
            .filter((thing) => kindsOf(name).includes(thing.kind))
            .map((thing) => (
              <option value={pickText(thing)}></option>
            ))}
        </datalist>
      ))}
    </>
  );
}

const kindsOf = (name: PickList): readonly ThingKind[] => (name === 'subject' ? subjectKinds() : [name]);
