import { quoteLength } from '../reading/quotes.ts';
import type { Span } from '../reading/sentences.ts';
import type { ChainLink } from '../schema.ts';
import type { RawClaim } from './attribute.ts';
import { linkOf, type Attribution } from './attribution.ts';
import type { Clause } from './clause.ts';
import type { Citation } from './framing.ts';

const within = (place: Span, content: readonly Span[]): boolean =>
  content.some((span) => place.start >= span.start && place.end <= span.end);
/**
 * Whether a place is in the content of an attribution. An attribution may divide its content, as in "The police, X
 * says, told her …". Then a place between the parts also counts.
 */
const inWords = (place: Span, { form, content }: Attribution): boolean =>
  within(place, content) ||
  (form === 'trail' && content.length > 1 && within(place, [{ start: content[0]!.start, end: content.at(-1)!.end }]));
const size = (content: readonly Span[]): number => content.reduce((sum, span) => sum + span.end - span.start, 0);

/**
 * If the sentence already has a speaker, the attribution in "…“words,” X wrote" covers only the words in quotation
 * marks.
 */
function narrowTrailing(clause: Clause, attribution: Attribution, others: readonly Attribution[]): Attribution {
  if (attribution.form !== 'trail') return attribution;
  const content = attribution.content[0]!;
  const quote = clause.quotes.findLast(
    (candidate) => candidate.end <= content.end + 1 && candidate.end >= content.end - 2,
  );
  if (!quote || quote.start <= content.start + 8) return attribution;
  // Quoted words without a final punctuation mark may be only a part of what the speaker says. This is so for one to
  // three words, and for words that begin in lower case. Then the whole sentence is the speaker's.
  const words = clause.flat.slice(quote.innerStart, quote.innerEnd);
  if ((quoteLength(clause.flat, quote) <= 3 || /^\p{Ll}/u.test(words)) && !/[,.!?]$/.test(words)) return attribution;
  const main = others.some(
    (other) =>
      other !== attribution &&
      other.form !== 'whole' &&
      other.place.start >= content.start &&
      other.place.end <= quote.start,
  );
  return main
    ? { ...attribution, content: [{ start: quote.start, end: quote.end }, ...attribution.content.slice(1)] }
    : attribution;
}

const mental =
  /\b(?:feared|fears|believed|believes|thought|thinks|hoped|hopes|expected|expects|wondered|regretted|considered|said|told|denied|saw)\b/;
/**
 * Whether an attribution only repeats the speaker of another one, as in "X said he feared …" and "a court jailed him
 * after finding him guilty". It then adds no link.
 */
function isEcho(attribution: Attribution, all: readonly Attribution[]): boolean {
  return all.some((other) => {
    if (other === attribution || !within(attribution.place, other.content)) return false;
    const same =
      attribution.speaker &&
      other.speaker &&
      (attribution.speaker.actor ?? attribution.speaker.asWritten) === (other.speaker.actor ?? other.speaker.asWritten);
    if (
      same &&
      other.form === 'act' &&
      attribution.mode === 'ruled' &&
      (other.mode === 'ordered' || other.mode === 'ruled')
    )
      return true;
    // In "The council said it was concerned and asked …", the pronoun "it" refers to the named speaker.
    if (
      other.form === 'lead' &&
      other.speaker?.actor &&
      attribution.speaker?.pronoun &&
      (attribution.speaker.actor === null || attribution.speaker.actor === other.speaker.actor) &&
      attribution.form !== 'lead' &&
      /^(?:it|he|she|they)$/.test(attribution.speaker.head)
    )
      return true;
    return (
      other.form === 'lead' &&
      attribution.speaker?.pronoun === true &&
      mental.test(attribution.verb) &&
      attribution.place.start - other.content[0]!.start < 3 &&
      other.speaker?.pronoun !== true
    );
  });
}

/**
 * Whether an attribution is part of what someone else denies. "He denied that the firm had asked for it" does not
 * report that the firm asked.
 */
const isDenied = (attribution: Attribution, all: readonly Attribution[]): boolean =>
  all.some(
    (other) =>
      other !== attribution &&
      other.mode === 'denied' &&
      other.form !== 'trail' &&
      other.place.end <= attribution.place.start &&
      within(attribution.place, other.content) &&
      !sameSpeaker(other, attribution),
  );

/**
 * Whether `one` passes on what `other` says. If each is inside the words of the other, the later one passes on what the
 * earlier one says: in “Soldiers, they told her, had come, X said”, X passes on what “they” said.
 */
const isOuter = (one: Attribution, other: Attribution): boolean =>
  one.form !== 'act' &&
  within(other.place, one.content) &&
  (one.form === 'trail' && other.form === 'trail' && inWords(one.place, other)
    ? one.place.start > other.place.start
    : size(one.content) > size(other.content));

/** The content without the words of other attributions. */
function trim(content: readonly Span[], places: readonly Span[]): Span[] {
  let spans = content.map((span) => ({ ...span }));
  for (const place of places) {
    spans = spans.flatMap((span) => {
      if (place.end <= span.start || place.start >= span.end) return [span];
      const parts: Span[] = [];
      if (place.start - span.start > 2) parts.push({ start: span.start, end: place.start });
      if (span.end - place.end > 2) parts.push({ start: place.end, end: span.end });
      return parts;
    });
  }
  return spans;
}

/**
 * Turns attributions into claims and nests them. "Y reported that X said Z" is one claim by X that Y passes on. "cited
 * by Y" adds Y as the outer link, "Y, citing X" adds X as the inner link.
 */
export function nest(
  clause: Clause,
  attributions: readonly Attribution[],
  citations: readonly Citation[],
  document: string | undefined,
): RawClaim[] {
  const narrowed = attributions.map((attribution) => narrowTrailing(clause, attribution, attributions));
  const list = narrowed.filter((attribution) => !isEcho(attribution, narrowed) && !isDenied(attribution, narrowed));
  const claims: RawClaim[] = [];
  const parentsOf = (child: Attribution): Attribution[] =>
    list
      .filter(
        (other) =>
          other !== child &&
          // A denial in the same clause is not part of an accusation or condemnation.
          !(child.mode === 'denied' && other.form === 'act') &&
          !(
            (child.form === 'trail' || child.form === 'whole') &&
            (other.form === 'act' || (other.form === 'lead' && child.place.start - other.content[0]!.start > 3))
          ) &&
          inWords(child.place, other) &&
          !isOuter(child, other) &&
          !sameSpeaker(other, child),
      )
      .sort((a, b) => size(a.content) - size(b.content));
  const swallowed = new Set<Attribution>();
  for (const child of list) {
    for (const parent of parentsOf(child)) {
      const content = parent.content.find((span) => within(child.place, [span])) ?? parent.content[0]!;
      const covers = child.form === 'act' ? child.content : [...child.content, child.place];
      const covered = size(
        trim(covers, []).filter((span) => span.start >= content.start - 1 && span.end <= content.end + 1),
      );
      if (
        child.form === 'act'
          ? child.content[0]!.start - content.start < 12
          : child.place.start - content.start < 12 || covered > (content.end - content.start) * 0.7
      )
        swallowed.add(parent);
    }
  }
  for (const attribution of list) {
    if (swallowed.has(attribution)) continue;
    const parents = parentsOf(attribution);
    const inner: ChainLink[] = citations
      .filter((citation) => citation.side === 'inner' && attribution.form !== 'act')
      .map((citation) => linkOf(citation.speaker, citation.verb, citation.cue));
    const outer = citations.filter(
      (citation) => citation.side === 'outer' && citation.speaker.asWritten !== attribution.speaker?.asWritten,
    );
    const isOuterOfAll =
      attribution.form === 'whole' &&
      list.some(
        (other) =>
          other !== attribution &&
          other.form !== 'whole' &&
          within(other.place, attribution.content) &&
          swallowed.has(attribution),
      );
    if (isOuterOfAll) continue;
    const links: ChainLink[] = [
      ...inner,
      linkOf(
        attribution.speaker,
        attribution.verb,
        attribution.cue,
        document &&
          /\b(?:post|statement|tweet|letter|interview|message|video|article|editorial|report|release|e-?mail|blog|conference|channel|page|website)\b/i.test(
            document,
          ) &&
          !attribution.speaker?.asWritten.includes(document)
          ? document
          : undefined,
      ),
      ...attribution.outer.map((entry) => linkOf(entry.speaker, entry.verb, entry.cue)),
      ...outer.map((citation) => linkOf(citation.speaker, citation.verb, citation.cue)),
      ...parents.map((parent) => linkOf(parent.speaker, parent.verb, parent.cue)),
    ];
    const unique = links.filter((entry, index) => index === 0 || entry.asWritten !== links[index - 1]!.asWritten);
    const places = [
      ...parents,
      ...list.filter((other) => (other.form === 'whole' || other.form === 'trail') && other !== attribution),
    ].map((other) => other.place);
    const others = [...places, ...citations.map((citation) => citation.place)].filter(
      (place) => place.start !== attribution.place.start,
    );
    const content = trim(attribution.content, others);
    claims.push({
      content: content.length ? content : attribution.content,
      said: attribution.said && trim(attribution.said, others),
      place: attribution.place,
      links: unique,
      mode: attribution.mode,
      form: attribution.form,
      confidence: attribution.confidence,
      speaker: attribution.speaker,
    });
  }
  if (!claims.length) {
    // In "comments reported by Y" and "Police, quoted by Y, came", the citation is the only attribution.
    for (const citation of citations.filter((entry) => entry.side === 'outer').slice(0, 1)) {
      const content = trim([clause.sentence], [citation.place]);
      claims.push({
        content,
        place: citation.place,
        links: [linkOf(citation.speaker, citation.verb, citation.cue)],
        mode: 'stated',
        form: 'whole',
        confidence: 0.6,
        speaker: citation.speaker,
      });
    }
  }
  return merge(claims);
}

const sameSpeaker = (a: Attribution, b: Attribution): boolean =>
  a.speaker !== null &&
  b.speaker !== null &&
  a.speaker.actor === b.speaker.actor &&
  a.speaker.asWritten === b.speaker.asWritten;

/**
 * Joins claims with the same speakers, the same mode and overlapping content. The longer content is used if both claims
 * have the same form.
 */
function merge(claims: RawClaim[]): RawClaim[] {
  const kept: RawClaim[] = [];
  for (const claim of claims) {
    const twin = kept.find(
      (other) =>
        other.links.map((entry) => entry.asWritten).join('|') ===
          claim.links.map((entry) => entry.asWritten).join('|') &&
        other.mode === claim.mode &&
        other.content.some((span) => claim.content.some((own) => own.start < span.end && own.end > span.start)),
    );
    if (!twin) kept.push(claim);
    else if (size(claim.content) > size(twin.content) && twin.form === claim.form) Object.assign(twin, claim);
  }
  return kept;
}
