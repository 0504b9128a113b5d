import type { Act } from '../incident.ts';
import { courts } from './acts/courts.ts';
import { custody } from './acts/custody.ts';
import { otherHints } from './acts/hints/others.ts';
import { stateHints } from './acts/hints/state.ts';
import { publication } from './acts/publication.ts';
import { violence } from './acts/violence.ts';
import { trigger, type Trigger } from './trigger.ts';

const laws: readonly Trigger[] = [
  trigger(
    'law-adopted',
    'law',
    'none',
    '(?<=(?:law|act|bill|code|amendments?|rules|regulations?|ordinance|decree)[^.;]{0,40}?(?:was|were|been|is|,) )(?:adopted|passed|approved|enacted)|(?:adopted|passed|approved|enacted) (?:an? |the |new )?(?=[^.;]{0,30}(?:law|act|bill|code|amendments?|ordinance|decree)\\b)',
  ),
  trigger(
    'law-signed',
    'law',
    'none',
    'signed (?:an? |the )?(?=[^.;]{0,30}(?:law|bill|amendments?|decree)\\b(?! letter))|(?<=(?:law|bill|act|amendments?|decree)[^.;]{0,30}?(?:was|were|been) )signed',
  ),
  trigger(
    'law-in-force',
    'law',
    'none',
    '(?<=(?:laws?|act|code|amendments?|rules|regulations?|decree)[^.;]{0,40}?)(?:came into (?:force|effect)|entered into force|took effect)',
  ),
  trigger(
    'bill-introduced',
    'law',
    'none',
    '(?<=(?:bill|draft law|amendments?|draft)[^.;]{0,40}?(?:was|were|been|is) )(?:introduced|tabled|laid|submitted|referred|presented)|(?:introduced|tabled|submitted|presented) (?:an? |the )?(?=[^.;]{0,30}(?:bill|draft law|amendments?)\\b)',
  ),
];

/**
 * English words that report an act. If several overlap, only one is used: words that certainly report an act
 * (`trigger`) have priority over hints, then longer words over shorter ones. Hints may overlap with each other.
 */
export const triggers: readonly Trigger[] = [
  ...custody,
  ...courts,
  ...publication,
  ...violence,
  ...laws,
  ...stateHints,
  ...otherHints,
];

/** Words for what is searched, seized or frozen: they decide the type of the act. */
export const premises = {
  newsroom:
    /\b(?:newsrooms?|offices?|editorial|studios?|premises|station|print(?:ing)? (?:house|shop|works)|bureau)\b/i,
  home: /\b(?:homes?|houses?|flats?|apartments?|residences?|rooms?)\b/i,
  edition: /\b(?:print run|editions?|issues?|copies)\b/i,
  account: /\b(?:accounts?|assets|funds)\b/i,
};
/** Acts that may be announced for a coming day. */
export const announceable: ReadonlySet<Act> = new Set([
  'hearing',
  'summons',
  'law-in-force',
  'bill-introduced',
  'closure',
  'questioning',
]);
