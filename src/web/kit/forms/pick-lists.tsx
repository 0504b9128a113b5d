import type { Reader } from '../../../platform/database/tx.ts';
import type { ThingKind } from '../../../record/tables.ts';
import { pickText, subjectKinds } from './pick.ts';
import { latestThings } from './pick-queries.ts';

/**
 * A list of suggestions. Its id is `list-` and its name, such as `list-actor`. The list has items of one kind; the list
 * `subject` has items of all kinds that claims can describe.
 */
export type PickList = ThingKind | 'subject';

/**
 * Loads the suggestions for the pick fields of a form. They are in the page, so they work without scripts. Only the
 * latest items are loaded, so that the page stays small.
 */
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
