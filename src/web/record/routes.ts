import { caseParts, type CasePart, type CasePartKind } from '../../record/kinds/parts.ts';
import { address, type Address } from '../kit/address.ts';
import type { DeskList, HistoryFilters, NewItemDefaults, RecordFilters } from '../routes.ts';

const plain = address();
const paged = address<{ page?: number }>();
const filtered = address<RecordFilters>();
const newIn = address<NewItemDefaults>();
const desk = address<DeskList>();

/** The part of `routes` for the record. */
export const recordRoutes = {
  cases: filtered('/cases'),
  case_: address<{ list?: string; page?: number; language?: string }>()('/cases/:number/:slug'),
  /** The hearings of all public cases, as iCalendar. */
  calendar: plain('/calendar.ics'),
  /** The hearings of one case, as iCalendar. */
  caseCalendar: plain('/cases/:number/calendar.ics'),
  actors: address<{ q?: string; kind?: string; page?: number }>()('/actors'),
  actor: address<{ list?: string; page?: number }>()('/actors/:number/:slug'),
  sources: address<{ q?: string; kind?: string; page?: number }>()('/sources'),
  source: paged('/sources/:number'),
  claim: plain('/claims/:number'),
  disagreements: address<{ state?: readonly string[]; property?: readonly string[]; page?: number }>()(
    '/disagreements',
  ),
  /** A file of a photo. Its name changes with its bytes. */
  photo: plain('/photos/:number/:file'),
} as const;

const capital = <Name extends string>(name: Name) => (name[0]!.toUpperCase() + name.slice(1)) as Capitalize<Name>;

/** Three routes for each kind of part of a case: for example `event`, `newEvent` and `editEvent`. */
const partAddresses = Object.fromEntries(
  caseParts.flatMap(({ name, list }) => [
    [name, plain(`/desk/${list}/:number`)],
    [`new${capital(name)}`, newIn(`/desk/${list}/new`)],
    [`edit${capital(name)}`, plain(`/desk/${list}/:number/edit`)],
  ]),
) as unknown as { [Part in CasePart as Part['name']]: Address<`/desk/${Part['list']}/:number`> } & {
  [Part in CasePart as `new${Capitalize<Part['name']>}`]: Address<`/desk/${Part['list']}/new`, NewItemDefaults>;
} & { [Part in CasePart as `edit${Capitalize<Part['name']>}`]: Address<`/desk/${Part['list']}/:number/edit`> };

/** The desk's routes for a kind of part: its page, the form for a new part, and the form that edits one. */
export const partRoutes = (name: CasePartKind) => ({
  page: partAddresses[name],
  create: partAddresses[`new${capital(name)}`],
  edit: partAddresses[`edit${capital(name)}`],
});

/** The part of `routes.desk` for the record. */
export const recordDeskRoutes = {
  cases: desk('/desk/cases'),
  case_: plain('/desk/cases/:number'),
  newCase: newIn('/desk/cases/new'),
  editCase: plain('/desk/cases/:number/edit'),
  /** Makes a case public. `proposal`: the proposal to decide on. `done`: the change set, after the publication. */
  publishCase: address<{ proposal?: number; done?: number }>()('/desk/cases/:number/publish'),
  actors: desk('/desk/actors'),
  actor: address<{ list?: string; page?: number }>()('/desk/actors/:number'),
  newActor: newIn('/desk/actors/new'),
  editActor: plain('/desk/actors/:number/edit'),
  events: desk('/desk/events'),
  sources: desk('/desk/sources'),
  source: paged('/desk/sources/:number'),
  newSource: newIn('/desk/sources/new'),
  editSource: plain('/desk/sources/:number/edit'),
  claims: desk('/desk/claims'),
  /** Marks several claims as checked or not checked, or changes their access. */
  changeClaims: plain('/desk/claims/change'),
  claim: plain('/desk/claims/:number'),
  newClaim: newIn('/desk/claims/new'),
  /** The setting for who may check claims. */
  checking: plain('/desk/settings/checking'),
  editClaim: plain('/desk/claims/:number/edit'),
  proceedings: desk('/desk/proceedings'),
  ...partAddresses,
  /** The list of disagreements between sources. */
  disagreements: address<{ state?: readonly string[]; property?: readonly string[]; page?: number }>()(
    '/desk/disagreements',
  ),
  /** A disagreement, with the form for the decision of an editor. */
  disagreement: plain('/desk/disagreements/:kind/:number/:property'),
  /** The queue of suggested duplicates. */
  duplicates: address<{ kind?: string; state?: string; page?: number }>()('/desk/duplicates'),
  /** Two items side by side, with the form that merges them. */
  duplicate: address<{ a: string; b: string }>()('/desk/duplicates/compare'),
  /** Existing items that are similar to the input of a form, as an HTML fragment. */
  likes: address<{ kind: string }>()('/desk/duplicates/like'),
  /** The fields and lists of this installation. */
  fields: plain('/desk/fields'),
  newField: plain('/desk/fields/new'),
  field: plain('/desk/fields/field/:field'),
  fieldVisibility: plain('/desk/fields/field/:field/visibility'),
  newFieldList: plain('/desk/fields/lists/new'),
  fieldList: plain('/desk/fields/list/:list'),
  /** The names of towns in the languages of readers. */
  places: address<{ page?: number }>()('/desk/places'),
  place: address<{ country: string; town: string }>()('/desk/places/town'),
  /** The tags of the desk, which readers never see. */
  deskTags: plain('/desk/item-tags'),
  newDeskTag: plain('/desk/item-tags/new'),
  deskTag: plain('/desk/item-tags/tag/:name'),
  /** The tags of one item. */
  tagsOf: plain('/desk/item-tags/of/:kind/:number'),
  /** Undoes a merge. */
  unmerge: plain('/desk/duplicates/unmerge/:kind/:number'),
  /** Proposals to editors. `mine`: only those of the signed-in person. */
  proposals: address<{ state?: string; mine?: string; page?: number }>()('/desk/proposals'),
  decideProposals: plain('/desk/proposals/decide'),
  /** Makes public what a batch of change sets created, such as an import; or proposes to do so. */
  publishBatch: plain('/desk/proposals/batch/:batch'),
  questions: desk('/desk/questions'),
  question: plain('/desk/questions/:number'),
  newQuestion: newIn('/desk/questions/new'),
  editQuestion: plain('/desk/questions/:number/edit'),
  photos: desk('/desk/photos'),
  /** `picture`: the ref of an item (`case/3`) whose picture the photo becomes. */
  newPhoto: address<{ picture?: string }>()('/desk/photos/new'),
  photo: plain('/desk/photos/:number'),
  editPhoto: plain('/desk/photos/:number/edit'),
  /** Saves data of a photo that someone has changed in the editor of an article. */
  photoSaid: plain('/desk/photos/:number/said.json'),
  photoFile: plain('/desk/photos/:number/files/:file'),
  /** The texts of an item (of a case, also the texts of everything in it), with their translations into a language. */
  translate: address<{ language?: string }>()('/desk/translations/:kind/:number'),
  /** The picture of a case or an actor. */
  pictureOf: plain('/desk/pictures/:kind/:number'),
  /** Adds facts about an item. `property`: the properties for which the form has rows at first. */
  facts: address<{ property?: readonly string[] }>()('/desk/facts/:kind/:number'),
  /** An action on an item, such as `check` or `withdraw`. Actions that need input have a page. */
  act: address<{ property?: string }>()('/desk/act/:kind/:number/:act'),
  history: address<HistoryFilters>()('/desk/history'),
  /** What was sealed or erased, and whether the files of the database still contain it. */
  erased: plain('/desk/erased'),
  historyOf: paged('/desk/history/:kind/:number'),
  /** Sets an item back to its state after change set `set`. */
  setBack: plain('/desk/history/:kind/:number/back/:set'),
  /** A change set with all its items. */
  changeSet: address<{ page?: number; kind?: string }>()('/desk/changes/:number'),
  undoChangeSet: plain('/desk/changes/:number/undo'),
  /** A batch of change sets, by their shared UUID. */
  batch: paged('/desk/batches/:batch'),
  undoBatch: plain('/desk/batches/:batch/undo'),
} as const;
