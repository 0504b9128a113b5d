import type { Child } from 'hono/jsx';
import { figureKey, loadFigures, type Figures } from '../../../documents/computed/figures.ts';
import { checkEmbeds, embedKey, parseProvision, type EmbedFault } from '../../../documents/embeds/registry.ts';
import type { EmbedRef } from '../../../documents/model/schema.ts';
import { loadProvisionsOn } from '../../../law/views/provision-on.ts';
import { interfaceLocales, messages, type InterfaceLocale } from '../../../platform/messages/messages.ts';
import { parseRef } from '../../../record/refs.ts';
import { lookUpAddress } from '../../../record/views/address.ts';
import { loadCase } from '../../../record/views/case.ts';
import { numbersOf } from '../../../search/statistics/numbers.ts';
import { StatisticChart } from '../../search/statistics/chart-figure.tsx';
import { TimelineFigure } from '../../search/statistics/embedded.tsx';
import { findingWords } from '../../search/charts/finding-words.ts';
import { wholeTitle } from '../../search/charts/words.ts';
import type { Ctx } from '../../kit/context.ts';
import { renderFragment, viewOf } from '../../kit/view.tsx';
import { loadLettersShown } from '../../../publishing/public/public-letter.ts';
import { loadSourcesShown } from '../../../publishing/public/public-source.ts';
import { LetterCard } from '../../letters/components/letter-card.tsx';
import { SourceCard } from '../../record/components/source-card.tsx';
import { ProvisionFigure } from '../../law/public/embedded.tsx';
import type { EmbedDrawn } from './wire.ts';

/** The style sheets of embeds. The editor needs them in addition to the desk's. */
export const embedStyles = ['charts.css', 'law.css'];

/** An embed as readers would see it now, and the fault that the check found. */
type CheckedEmbed = { drawn: EmbedDrawn; fault: EmbedFault | null };

/**
 * The embeds of an article, by `embedKey`. The HTML is what readers would see now. It is in the article's language, or
 * in the language of the desk if the interface is not translated into the article's. The HTML is null if readers would
 * see nothing: the item does not exist or is not public, or the chart counts no case. The title is shown only at the
 * desk.
 */
export async function drawEmbeds(
  c: Ctx,
  embeds: readonly EmbedRef[],
  language: string,
): Promise<Record<string, EmbedDrawn>> {
  const checked = await drawAndCheckEmbeds(c, embeds, language);
  return Object.fromEntries([...checked].map(([key, { drawn }]) => [key, drawn]));
}

/** Like `drawEmbeds`, but also returns the fault of each embed. The cases of a chart are counted only once. */
export async function drawAndCheckEmbeds(
  c: Ctx,
  embeds: readonly EmbedRef[],
  language: string,
): Promise<Map<string, CheckedEmbed>> {
  const view = viewOf(c);
  const shown = {
    ...view,
    t: (interfaceLocales as readonly string[]).includes(language) ? messages(language as InterfaceLocale) : view.t,
  };
  const checked = new Map<string, CheckedEmbed>();
  const db = c.get('deps').app.db.read;
  const figures = await loadFigures(db, [], embeds);
  const looks = await checkEmbeds(db, embeds, figures);
  for (const embed of embeds) {
    const key = embedKey(embed);
    if (checked.has(key)) continue;
    const node = await drawOne(c, embed, figures, language);
    const statistic = embed.kind === 'statistic' ? figures.get(figureKey(embed.ref) ?? '') : undefined;
    const look = looks.get(key)!;
    checked.set(key, {
      drawn: {
        title: statistic ? wholeTitle(view.t, statistic) : look.title,
        html: node ? renderFragment(shown, node(shown.t)) : null,
        numbers: statistic ? numbersOf(statistic) : '',
      },
      fault: look.fault,
    });
  }
  return checked;
}

type Drawing = (t: ReturnType<typeof messages>) => Child;

async function drawOne(c: Ctx, { kind, ref }: EmbedRef, figures: Figures, language: string): Promise<Drawing | null> {
  const db = c.get('deps').app.db.read;
  switch (kind) {
    case 'timeline': {
      const found = await lookUpAddress(db, 'case', parseRef(ref)?.number ?? 0, 'public');
      if (found.is !== 'here') return null;
      const view = await loadCase(db, found.thing, 'public');
      return () => <TimelineFigure view={view} title={view.brief.title} />;
    }
    case 'statistic': {
      const statistic = figures.get(figureKey(ref) ?? '');
      if (!statistic?.total) return null;
      const at = c.get('deps').app.now();
      return (t) => {
        const finding = findingWords(t, statistic, at);
        return (
          <figure class="embed figure">
            <figcaption>
              {finding ? <p class="finding">{finding}</p> : null}
              <p>{wholeTitle(t, statistic)}</p>
            </figcaption>
            <StatisticChart statistic={statistic} at={at} titled />
          </figure>
        );
      };
    }
    case 'provision': {
      const shown = (await loadProvisionsOn(db, new Map([[ref, parseProvision(ref)!]]))).get(ref);
      return shown ? () => <ProvisionFigure shown={shown} language={language} /> : null;
    }
    case 'source': {
      const source = (await loadSourcesShown(db, [{ kind, ref }])).get(ref);
      return source ? () => <SourceCard source={source} /> : null;
    }
    case 'letter': {
      const letter = (await loadLettersShown(db, [{ kind, ref }])).get(ref);
      return letter ? () => <LetterCard letter={letter} /> : null;
    }
  }
}
