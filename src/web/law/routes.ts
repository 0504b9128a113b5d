import { address } from '../kit/address.ts';

const plain = address();

/** The laws' part of `routes.desk`. */
export const lawDeskRoutes = {
  laws: address<{ q?: string; page?: number }>()('/desk/laws'),
  law: plain('/desk/laws/:number'),
  newLaw: plain('/desk/laws/new'),
  editLaw: plain('/desk/laws/:number/edit'),
  /** The form for a new amendment of a law. */
  amendLaw: address<{ provision?: string }>()('/desk/laws/:number/changes/new'),
  amendment: plain('/desk/laws/:number/changes/:amendment'),
  dropAmendment: plain('/desk/laws/:number/changes/:amendment/drop'),
  duties: address<{ country?: string; bearer?: string; page?: number }>()('/desk/laws/duties'),
  /** The words that are searched for when an article is checked for secrets. */
  secretWords: plain('/desk/laws/words'),
  dropSecretWords: plain('/desk/laws/words/drop'),
  newDuty: plain('/desk/provisions/:number/duties/new'),
  editDuty: plain('/desk/provisions/:number/duties/:duty/edit'),
  endDuty: plain('/desk/provisions/:number/duties/:duty/end'),
  dropDuty: plain('/desk/provisions/:number/duties/:duty/drop'),
  provision: plain('/desk/provisions/:number'),
  /** The text of one version. */
  provisionText: plain('/desk/provisions/:number/versions/:version'),
} as const;

/** The laws' part of `routes`. */
export const lawRoutes = {
  laws: address<{ country?: string; page?: number }>()('/laws'),
  /** A law with its text on a certain day (`on`). Also available as XML (Akoma Ntoso) and JSON-LD. */
  law: address<{ on?: string; language?: string }>()('/laws/:number/:slug'),
  /** The differences between two days. */
  lawChanges: address<{ from?: string; to?: string; language?: string }>()('/laws/:number/text/changes'),
  duties: address<{ country?: string; bearer?: string; page?: number }>()('/laws/duties'),
  /** One provision and all its versions. */
  provision: address<{ language?: string }>()('/provisions/:number'),
} as const;
