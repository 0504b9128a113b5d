import { Steps } from '../../platform/steps.ts';
import type { Holder } from '../model/sentences.ts';
import type { ArticlePhotos } from '../photos/load-photos.ts';
import { saysPictured } from '../photos/pictured.ts';
import { NameReader, names } from './attribution.ts';
import { problem, type Problem } from './problem.ts';

/** The maximum number of steps of the search for people's names in a caption. */
const maxSteps = 100_000;

export type PhotoCheck = { photo: string; problems: Problem[]; ok: boolean };

/**
 * Checks a photo: whether readers can see it, whether it has a credit, an alternative text and the consent of the
 * people in it, and whether "(pictured)" in its caption refers to one of them.
 */
export function checkPhoto({ photo, sentences }: Holder, photos: ArticlePhotos): PhotoCheck {
  const ref = photo!.photo;
  const number = ref.slice(ref.indexOf('/') + 1);
  const found = photos.get(ref);
  const problems: Problem[] = [];
  if (!found) problems.push(problem('photo-unknown', { photo: number }, ref));
  else if (found.desk.status === 'erased') problems.push(problem('photo-erased', { photo: number }, ref));
  else if (found.desk.status === 'withdrawn') problems.push(problem('photo-withdrawn', { photo: number }, ref));
  else if (found.public.status === 'withdrawn')
    problems.push(problem('photo-consent-withdrawn', { photo: number }, ref));
  else if (found.public.status === 'closed') problems.push(problem('photo-shows-hidden', { photo: number }, ref));
  else {
    if (!found.desk.credit) problems.push(problem('photo-no-credit', { photo: number }, ref));
    if (!found.desk.alt && !photo!.alt) problems.push(problem('photo-no-alt', { photo: number }, ref));
    if (found.desk.pictured.length && !found.desk.consent)
      problems.push(problem('photo-no-consent', { photo: number }, ref));
    for (const { text } of sentences.filter((one) => saysPictured(one.text))) {
      const shown = found.desk.pictured;
      const caption = new NameReader(new Steps(maxSteps)).read(text);
      const named = shown.some((actor) =>
        names(caption, { kind: actor.sort, names: [actor.title], asWritten: null, hidden: false }),
      );
      if (!shown.length) problems.push(problem('pictured-nobody', { photo: number }, `${ref} ${text}`));
      else if (!named)
        problems.push(
          problem(
            'pictured-others',
            { photo: number, names: shown.map((actor) => actor.title).join(', ') },
            `${ref} ${text}`,
          ),
        );
    }
  }
  return { photo: ref, problems, ok: problems.every((one) => one.severity === 'warns') };
}
