import type { EmbedAttrs, PhotoAttrs } from '../../documents/model/schema.ts';
import type { Holder, Placed } from '../../documents/model/sentences.ts';
import { markedIn } from '../../documents/photos/pictured.ts';
import type { PublicArticle, PublicBlock, PublicSentence } from './public-article.ts';
import type { PublicPhoto } from './public-photo.ts';

const lists: Partial<Record<Holder['type'], 'bullets' | 'numbers' | 'background'>> = {
  bullet: 'bullets',
  number: 'numbers',
  item: 'background',
};

type Showing = {
  show: (one: Placed) => PublicSentence;
  showEmbed: (embed: EmbedAttrs) => PublicBlock | null;
  showPhoto: (photo: PhotoAttrs) => PublicPhoto;
};

/** The text of an article as readers see it: its headline, its standfirst and its blocks. */
export function arrange(
  holders: readonly Holder[],
  { show, showEmbed, showPhoto }: Showing,
): Pick<PublicArticle, 'headline' | 'standfirst' | 'blocks'> {
  let headline: PublicSentence | undefined;
  let standfirst: PublicSentence[] = [];
  const blocks: PublicBlock[] = [];
  for (const { type, sentences: held, embed, photo } of holders) {
    const sentences = held.map(show);
    const list = lists[type];
    if (type === 'headline') headline = sentences[0];
    else if (type === 'standfirst') standfirst = sentences;
    else if (photo) {
      const shown = showPhoto(photo);
      const marked = sentences.flatMap(({ id, text }) =>
        markedIn(
          text,
          shown.pictured.map((one) => one.name),
        ).map(({ actor, ...at }) => ({ sentence: id, ...at, actor: shown.pictured[actor]!.number })),
      );
      blocks.push({ type: 'photo', photo: shown, sentences, marked });
    } else if (embed) {
      const shown = showEmbed(embed);
      if (shown) blocks.push(shown);
    } else if (list) {
      const last = blocks.at(-1);
      if (last?.type === list) last.items.push({ sentences });
      else blocks.push({ type: list, items: [{ sentences }] });
    } else if (type === 'paragraph' || type === 'heading' || type === 'quotation') blocks.push({ type, sentences });
  }
  return { headline: headline!, standfirst, blocks };
}
