import { perPart } from '../../../record/kinds/parts.ts';
import type { ThingKind } from '../../../record/tables.ts';
import type { Brief } from '../../../record/views/briefs.ts';
import { routes } from '../../routes.ts';
import { partRoutes } from '../routes.ts';

const pages: Partial<Record<ThingKind, (at: { number: number }) => string>> = {
  actor: routes.desk.actor,
  case: routes.desk.case_,
  ...perPart((part) => partRoutes(part.name).page),
  source: routes.desk.source,
  claim: routes.desk.claim,
  question: routes.desk.question,
  article: routes.desk.article,
  photo: routes.desk.photo,
  law: routes.desk.law,
  provision: routes.desk.provision,
  demand: routes.desk.demand,
  reply: routes.desk.reply,
  permission: routes.desk.permission,
  letter: routes.desk.letter,
};

/** The desk page of an item; undefined if this kind of item has none. */
export const deskPage = (thing: { kind: string; number: number }): string | undefined =>
  pages[thing.kind as ThingKind]?.({ number: thing.number });

const edits: Partial<Record<ThingKind, (at: { number: number }) => string>> = {
  actor: routes.desk.editActor,
  case: routes.desk.editCase,
  ...perPart((part) => partRoutes(part.name).edit),
  source: routes.desk.editSource,
  claim: routes.desk.editClaim,
  question: routes.desk.editQuestion,
  photo: routes.desk.editPhoto,
  law: routes.desk.editLaw,
  demand: routes.desk.editDemand,
  permission: routes.desk.editPermission,
  letter: routes.desk.editLetter,
};

export const deskEdit = (thing: { kind: string; number: number }): string | undefined =>
  edits[thing.kind as ThingKind]?.({ number: thing.number });

const lists: Partial<Record<ThingKind, string>> = {
  actor: routes.desk.actors(),
  case: routes.desk.cases(),
  ...perPart(() => routes.desk.proceedings()),
  event: routes.desk.events(),
  source: routes.desk.sources(),
  claim: routes.desk.claims(),
  question: routes.desk.questions(),
  photo: routes.desk.photos(),
  law: routes.desk.laws(),
  provision: routes.desk.laws(),
  demand: routes.desk.demands(),
  reply: routes.desk.replies(),
  permission: routes.desk.permissions(),
  letter: routes.desk.letters(),
};

export const deskList = (kind: string): string => lists[kind as ThingKind] ?? routes.desk.home();

/**
 * The title of an item, for the desk. A sealed or redacted item, and an item without a title, has its kind and number
 * instead.
 */
export const briefTitle = (
  t: (key: string, params?: Record<string, string | number>) => string,
  brief: Brief,
): string => {
  // Only sealed and redacted items are hidden from the desk.
  if (brief.hidden)
    return t(brief.visibility === 'sealed' ? 'record.desk.sealed_thing' : 'record.desk.erased_thing', {
      kind: t(`record.desk.kind.${brief.kind}`),
      number: brief.number,
    });
  return brief.title || t('record.desk.untitled', { kind: t(`record.desk.kind.${brief.kind}`), number: brief.number });
};
