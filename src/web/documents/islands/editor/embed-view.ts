import type { Node } from 'prosemirror-model';
import type { EditorView, NodeView } from 'prosemirror-view';
import { embedAttrsOf, maxFindingLength, plainText, type EmbedFinding } from '../../../../documents/model/schema.ts';
import type { Checked, EmbedDrawn, Start } from '../../write/wire.ts';
import { ask, el, type Words } from './dom.ts';

type Kit = { start: Start; words: Words; language: () => string };
type Fault = Checked['embeds'][number];

/** The embeds in the text: the data of each, and the views that show it. */
export class EmbedViews {
  readonly #kit: Kit;
  readonly #drawn: Map<string, EmbedDrawn>;
  readonly #views = new Set<EmbedNodeView>();
  #faults: readonly Fault[] = [];

  constructor(kit: Kit) {
    this.#kit = kit;
    this.#drawn = new Map(Object.entries(kit.start.drawn));
  }

  drawnOf = (key: string): EmbedDrawn | undefined => this.#drawn.get(key);
  faultsOf = (key: string): Fault[] => this.#faults.filter((one) => `${one.kind} ${one.ref}` === key);

  view = (node: Node, view: EditorView, getPos: () => number | undefined): NodeView => {
    const made = new EmbedNodeView(this.#kit, this, node, view, getPos);
    this.#views.add(made);
    return made;
  };

  forget = (view: EmbedNodeView): void => void this.#views.delete(view);

  know(key: string, drawn: EmbedDrawn): void {
    this.#drawn.set(key, drawn);
    for (const one of this.#views) one.draw();
  }

  found(faults: readonly Fault[]): void {
    this.#faults = faults;
    for (const one of this.#views) one.draw();
    // The chart's numbers have changed, so its picture is out of date, too.
    for (const { kind, ref, numbers } of faults)
      if (numbers !== null && this.drawnOf(`${kind} ${ref}`)?.numbers !== numbers) void this.#drawAgain(kind, ref);
  }

  async #drawAgain(kind: string, ref: string): Promise<void> {
    const { start, language } = this.#kit;
    const drawn = await ask<EmbedDrawn>(start, start.urls.embed, { kind, ref, language: language() }).catch(() => null);
    if (drawn) this.know(`${kind} ${ref}`, drawn);
  }
}

/** One embed in the text. A chart has a field for its headline. */
class EmbedNodeView implements NodeView {
  readonly dom: HTMLElement;
  readonly #title = el('p');
  // The picture does not react to clicks. A click selects the block, and does not follow a link in the picture.
  readonly #picture = el('div', { class: 'ed-drawn text', inert: true });
  readonly #said = el('div', { class: 'ed-finding' });
  #node: Node;
  #shown = '';

  constructor(
    private readonly kit: Kit,
    private readonly all: EmbedViews,
    node: Node,
    private readonly view: EditorView,
    private readonly getPos: () => number | undefined,
  ) {
    this.#node = node;
    this.dom = el('figure', { contenteditable: 'false', class: 'ed-embed' }, this.#title, this.#picture, this.#said);
    this.#said.addEventListener(
      'focusout',
      ({ relatedTarget }) => !this.#said.contains(relatedTarget as globalThis.Node | null) && this.draw(),
    );
    this.draw();
  }

  get #key(): string {
    const { kind, ref } = embedAttrsOf(this.#node);
    return `${kind} ${ref}`;
  }

  update(node: Node): boolean {
    if (node.type !== this.#node.type) return false;
    const was = this.#key;
    this.#node = node;
    if (this.#key !== was) return false;
    this.draw();
    return true;
  }
  ignoreMutation = (): boolean => true;
  stopEvent = (event: Event): boolean => this.#said.contains(event.target as globalThis.Node);
  destroy = (): void => this.all.forget(this);

  /** Updates only what changed, and never a field in which the user types. */
  draw(): void {
    const { kind, ref, finding } = embedAttrsOf(this.#node);
    const { words } = this.kit;
    const drawn = this.all.drawnOf(this.#key);
    const faults = this.all.faultsOf(this.#key).filter((one) => one.text === null || one.text === finding?.text);
    const shown = JSON.stringify([drawn, finding, faults]);
    if (shown === this.#shown || this.#said.contains(document.activeElement)) return;
    this.#shown = shown;
    this.#title.replaceChildren(el('b', {}, words(`embed.${kind}`)), ' ', drawn?.title || ref);
    this.#picture.replaceChildren(
      ...(drawn?.html ? new DOMParser().parseFromString(drawn.html, 'text/html').body.childNodes : []),
    );
    const headline = this.#picture.querySelector('.finding');
    const calculated = headline?.textContent ?? '';
    if (headline && finding) headline.textContent = finding.text;
    if (kind !== 'statistic') return;
    const button = (label: string, click: () => void): HTMLElement =>
      el('button', { type: 'button', class: 'button small', click }, words(label));
    this.#said.replaceChildren(
      el(
        'ul',
        { class: 'ed-problems', hidden: faults.length === 0 },
        ...faults.map((one) => el('li', { class: 'blocks' }, one.words)),
      ),
      el(
        'label',
        { class: 'ed-field' },
        el('span', {}, words('finding.label')),
        el('input', {
          type: 'text',
          maxlength: String(maxFindingLength),
          value: finding?.text ?? '',
          placeholder: calculated,
          change: (event) => this.#write((event.target as HTMLInputElement).value),
        }),
        el('small', { class: 'hint' }, words('finding.hint')),
      ),
      finding && calculated ? el('p', { class: 'hint' }, words('finding.calculated', { text: calculated })) : '',
      el(
        'p',
        { class: 'buttons' },
        finding && button('finding.use', () => this.#write('')),
        ' ',
        finding &&
          faults.some((one) => one.numbers !== null) &&
          button('finding.fits', () => this.#write(finding.text)),
      ),
    );
  }

  #write(typed: string): void {
    const pos = this.getPos();
    if (pos === undefined) return;
    const text = plainText(typed);
    const finding: EmbedFinding | null = text ? { text, numbers: this.all.drawnOf(this.#key)?.numbers ?? '' } : null;
    (document.activeElement as HTMLElement | null)?.blur();
    this.view.dispatch(this.view.state.tr.setNodeAttribute(pos, 'finding', finding));
  }
}
