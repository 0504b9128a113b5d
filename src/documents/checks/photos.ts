import type { Holder } from '../model/sentences.ts';
import type { ArticlePhotos } from '../photos/load-photos.ts';
import { names } from './attribution.ts';
import { problem, type Problem } from './problem.ts';

export type PhotoCheck = { photo: string; problems: Problem[]; ok: boolean };

/** Words by which a caption says that somebody it names is in the picture. */
const pictured = /[([]\s*(?:pictured|in the picture|pictured (?:left|right|above|below)|на фото|на снимке|суретте|na snímku|na fotografii)\b[^)\]]*[)\]]/iu;

/** What keeps a photo from readers, and whether "(pictured)" says of somebody who is. */
export function checkPhoto({ photo, sentences }: Holder, photos: ArticlePhotos): PhotoCheck {
  const ref = photo!.photo;
  const number = ref.slice(ref.indexOf('/') + 1);
  const found = photos.get(ref);
  const problems: Problem[] = [];
  if (!found) problems.push(problem('photo-unknown', { photo: number }, ref));
  else if (found.desk.status === 'erased') problems.push(problem('photo-erased', { photo: number }, ref));
  else if (found.desk.status === 'withdrawn') problems.push(problem('photo-withdrawn', { photo: number }, ref));
  else if (found.public.status === 'closed') problems.push(problem('photo-shows-hidden', { photo: number }, ref));
  else
    for (const { text } of sentences.filter((one) => pictured.test(one.text))) {
      const shown = found.desk.pictured;
      const named = shown.some((actor) => names(text, { kind: actor.sort, names: [actor.title], asWritten: null, hidden: false }));
      if (!shown.length) problems.push(problem('pictured-nobody', { photo: number }, `${ref} ${text}`));
      else if (!named) problems.push(problem('pictured-others', { photo: number, names: shown.map((actor) => actor.title).join(', ') }, `${ref} ${text}`));
    }
  return { photo: ref, problems, ok: problems.every((one) => one.severity === 'warns') };
}
