import type { z } from 'zod';
import type { changeInput, instructionInput } from '../schema.ts';
import { headOf, type LawHead } from '../views/head.ts';
import { type AmendmentView, type LawView, type ProvisionView, type VersionView } from '../views/law.ts';
import { allProvisions } from '../views/head.ts';

export type DocumentInstruction = z.input<typeof instructionInput>;
export type DocumentChange = Omit<z.input<typeof changeInput>, 'claim' | 'by' | 'instructions'> & {
  instructions: DocumentInstruction[];
};

/**
 * A law in one language, as a document describes it: its name, facts about it, and all its changes, beginning with the
 * enactment. Fields that the document does not state are null. `titled`: the title is the law's official name, not one
 * that someone gave it.
 */
export type LawDocument = LawHead & { title: string; titled: boolean; language: string; changes: DocumentChange[] };

/** A document without any facts. */
export const emptyDocument = (language: string): LawDocument => ({
  title: '',
  titled: true,
  language,
  names: [],
  kind: null,
  countries: [],
  numbers: [],
  elis: [],
  eclis: [],
  authorities: [],
  dates: {},
  changes: [],
});

/** The title of a law in a language: its name in that language, or else the desk's title. */
export function titleIn(law: LawView, language: string): Pick<LawDocument, 'title' | 'titled'> {
  const { names } = headOf(law);
  const title = names.find((name) => name.language === language)?.text ?? law.brief.title;
  return { title, titled: names.some((name) => name.text === title) };
}

/**
 * The date on which a change was made, for its event in the file. For the enactment, only a date that was entered is
 * used, because the file states the law's own dates elsewhere. For other changes, the date that claims give for the
 * amending law is used, too.
 */
export const madeOf = ({ sort, made, signed }: AmendmentView): string | null => (sort === 'enactment' ? made : signed);

/** A law in the record as a document of its text in `language`. */
export function documentOf(law: LawView, language: string): LawDocument {
  const order = allProvisions(law.provisions);
  const siblings = new Map<string, ProvisionView[]>();
  const parents = new Map<string, string>();
  const visit = (children: readonly ProvisionView[], parent: string | null): void => {
    for (const child of children) {
      siblings.set(child.eid, [...children]);
      if (parent !== null) parents.set(child.eid, parent);
      visit(child.children, child.eid);
    }
  };
  visit(law.provisions, null);
  const made = new Set<string>();
  const changes = law.amendments.map((amendment): DocumentChange => {
    const instructions = order.flatMap((provision) =>
      provision.versions
        .filter((version) => version.amendment.id === amendment.id)
        .map((version) => instructionOf(provision, version, language, { siblings, parents, made })),
    );
    const day = madeOf(amendment);
    return {
      sort: amendment.sort,
      title: amendment.title,
      ...(amendment.uri && { uri: amendment.uri }),
      ...(day && { made: day }),
      ...(amendment.commences && { commences: amendment.commences }),
      instructions,
    };
  });
  return { ...titleIn(law, language), language, ...headOf(law), changes };
}

type Places = {
  siblings: ReadonlyMap<string, ProvisionView[]>;
  parents: ReadonlyMap<string, string>;
  made: Set<string>;
};

function instructionOf(
  provision: ProvisionView,
  version: VersionView,
  language: string,
  { siblings, parents, made }: Places,
): DocumentInstruction {
  const text = version.texts.find((one) => one.language === language);
  const own = version.commences !== version.amendment.commences ? version.commences : null;
  const said: DocumentInstruction = {
    act: version.act,
    provision: provision.eid,
    ...(own && { commences: own }),
    ...(text && { texts: [{ language, num: text.num, heading: text.heading, body: text.body, tail: text.tail }] }),
  };
  if (version.act !== 'enacts' && version.act !== 'inserts') return said;
  const place = placeOf(provision, siblings.get(provision.eid)!, made);
  made.add(provision.eid);
  const under = parents.get(provision.eid);
  return { ...said, kind: provision.kind, label: provision.label, ...(under && { under }), ...place };
}

/**
 * The position of a provision among the `siblings` that are in `made`. If such a sibling comes earlier, the provision
 * is `after` the last of these. Otherwise, it is `before` the next one. An empty object if no such sibling comes later.
 */
export function placeOf(
  one: { eid: string },
  siblings: readonly { eid: string }[],
  made: ReadonlySet<string>,
): { after?: string; before?: string } {
  const at = siblings.findIndex((sibling) => sibling.eid === one.eid);
  const next = siblings.slice(at + 1).find((sibling) => made.has(sibling.eid));
  if (!next) return {};
  const last = siblings.slice(0, at).findLast((sibling) => made.has(sibling.eid));
  return last ? { after: last.eid } : { before: next.eid };
}
