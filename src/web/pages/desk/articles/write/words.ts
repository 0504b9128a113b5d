import { countForms, type Translate } from '../../../../../platform/messages.ts';

/** The words that the editor's script says itself; `{name}` is filled there. */
const keys = [
  'page.label', 'state.writing', 'state.kept', 'state.saving', 'state.saved', 'state.lost', 'state.refused', 'state.signed_out', 'other.saved', 'other.compare', 'other.writing', 'other.here',
  'cite.none', 'cite.type', 'cite.done', 'side.none', 'side.empty', 'side.kind', 'side.cite', 'side.claim', 'side.inherited', 'side.confirm', 'side.remove', 'side.reporter', 'side.basis', 'side.override', 'side.override_hint', 'side.overridden',
  'list.warns', 'list.fine', 'list.no_body', 'links.never', 'links.pending', 'links.tried', 'links.held', 'link.select', 'link.wrong', 'held.title', 'held.whole', 'held.near', 'held.cite', 'held.quote', 'held.file', 'held.leave', 
  'place.kept', 'photo.none', 'embed.photo', 'photo.bringing', 'photo.large', 'photo.lost', 'photo.refused', 'photo.close', 'photo.caption', 'photo.begin', 'photo.credit', 'photo.credit_hint', 'photo.alt', 'photo.alt_hint', 'photo.more', 'photo.licence',
  'photo.pictured', 'photo.pictured_hint', 'photo.nobody', 'photo.unname', 'photo.own', 'photo.own_hint', 'photo.everywhere', 'photo.out', 'photo.page', 'photo.kept', 'photo.conflict',
] as const;
/** Those with a plural: the script has `list.some.one`, `list.some.other` and whatever else its language tells apart. */
const counted = ['cite.count', 'list.some', 'photo.some'] as const;
const blanks = { time: '{time}', revision: '{revision}', why: '{why}', name: '{name}', count: '{count}', number: '{number}', limit: '{limit}' };

export const writeWords = (t: Translate): Record<string, string> => ({
  ...Object.fromEntries(keys.map((key) => [key, t(`write.words.${key}`, blanks)])),
  ...Object.fromEntries(counted.flatMap((key) => Object.entries(countForms(t, `write.words.${key}`)).map(([form, text]) => [`${key}.${form}`, text]))),
});
