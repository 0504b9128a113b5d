import type { ArticleCheck } from '../../../documents/checks/check-article.ts';
import type { CitedClaims } from '../../../documents/claims/cited-claim.ts';
import { embedFaultLabel } from '../../../documents/embeds/registry.ts';
import type { PreservedWords } from '../../../publishing/articles/writing.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import type { ClaimView } from '../../../record/views/claims.ts';
import type { PhotoView } from '../../../record/photos/view.ts';
import { termLabel } from '../../../record/vocabulary/terms.ts';
import { chainWords, isPlain } from '../../record/components/chain.tsx';
import { chainOf, ownWords, supportOf } from '../../record/components/of-record.ts';
import { routes } from '../../routes.ts';
import { comparedWords, heldAddress, partsWords, problemWords } from '../../publishing/articles/problem-words.ts';
import type { Checked, ClaimCard, PreservedMatch, PhotoCard } from './wire.ts';

export function cardOf(t: Translate, claim: ClaimView, ref: string = claim.ref): ClaimCard {
  const notes = [
    ...(claim.withdrawn || claim.state === 'withdrawn'
      ? [t('documents.write.claim.withdrawn')]
      : claim.state === 'draft'
        ? [t('documents.write.claim.draft')]
        : []),
    ...(claim.visibility === 'public'
      ? []
      : [t(`documents.write.claim.${claim.visibility === 'sealed' ? 'sealed' : 'desk'}`)]),
  ];
  return {
    ref,
    number: claim.number,
    href: routes.desk.claim({ number: claim.number }),
    wording: claim.wording,
    quotation: claim.kind === 'quotation',
    language: claim.language,
    mode: isPlain(claim.mode) ? null : t(termLabel('mode', claim.mode)),
    chain: chainWords(t, chainOf(t, claim), supportOf(t, claim), ownWords(claim)),
    source: claim.source?.title ?? null,
    passage: claim.passage?.exact ?? null,
    notes,
  };
}

export function photoCardOf(t: Translate, photo: PhotoView): PhotoCard {
  const { number, status } = photo;
  const size = (most: number): string | null => {
    const file =
      photo.sizes.filter((one) => one.format === 'jpeg').findLast((one) => one.width <= most) ??
      photo.sizes.find((one) => one.format === 'jpeg');
    return file ? routes.desk.photoFile({ number, file: file.file }) : null;
  };
  return {
    ref: photo.ref,
    number,
    href: routes.desk.photo({ number }),
    said: routes.desk.photoSaid({ number }),
    version: photo.version,
    gone: status === 'shown' ? null : t('record.photos.gone', { status }),
    src: size(960),
    small: size(480),
    width: photo.width,
    height: photo.height,
    credit: photo.credit,
    alt: photo.alt,
    licence: photo.licence ?? '',
    pictured: photo.pictured.map((actor) => ({
      ref: `actor/${actor.number}`,
      name: actor.title,
      href: routes.desk.actor({ number: actor.number }),
    })),
  };
}

export function checkedOf(t: Translate, check: ArticleCheck, claims: CitedClaims): Checked {
  return {
    sentences: Object.fromEntries(
      check.sentences.flatMap((one) =>
        one.problems.length
          ? [
              [
                one.sentenceId,
                one.problems.map((problem) => ({
                  code: problem.code,
                  words: problemWords(t, problem),
                  blocks: problem.severity === 'blocks',
                  overridden: problem.overridden,
                  run: problem.params.run ?? problem.params.words ?? problem.params.name ?? null,
                  at: problem.params.start === undefined ? null : Number(problem.params.start),
                  claim: problem.params.words === undefined ? null : problem.params.claim || null,
                  held: heldAddress(problem),
                })),
              ],
            ]
          : [],
      ),
    ),
    notCompared: Object.fromEntries(
      check.sentences.flatMap(({ sentenceId, compared }) =>
        compared === null || compared === 'yes' ? [] : [[sentenceId, t(`documents.compared.why.${compared}`)]],
      ),
    ),
    parts: Object.fromEntries(
      check.sentences.flatMap(({ sentenceId, part }) => (part ? [[sentenceId, t(`documents.part.${part}`)]] : [])),
    ),
    partsTold: partsWords(t, check),
    compared: comparedWords(t, check.agreement),
    comparing: Boolean(check.agreement.not.time),
    embeds: check.embeds.map(({ embed: { kind, ref }, fault, params }) => ({
      kind,
      ref,
      words: t(embedFaultLabel(fault), params),
      text: params.text ?? null,
      numbers: params.numbers ?? null,
    })),
    photos: Object.fromEntries(
      check.photos.map((one) => [
        one.photo,
        one.problems.map((problem) => ({ words: problemWords(t, problem), blocks: problem.severity === 'blocks' })),
      ]),
    ),
    claims: Object.fromEntries([...claims].map(([ref, claim]) => [ref, cardOf(t, claim.desk, ref)])),
    blocking: check.blocking,
    hasBody: check.hasBody,
  };
}

export const heldOf = (t: Translate, held: readonly PreservedWords[]): PreservedMatch[] =>
  held.map(({ source, capture, whole, claims }) => ({
    source: source.title,
    href: routes.desk.capture({ number: source.number, capture: capture.number }),
    file: routes.desk.newClaim({ source: source.number }),
    whole,
    claims: claims.map((claim) => cardOf(t, claim)),
  }));
