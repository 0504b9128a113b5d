import type { Node } from 'prosemirror-model';
import type { EditorView, NodeView } from 'prosemirror-view';
import { beginCaption } from '../../../../documents/editor/commands.ts';
import { photoAttrsOf } from '../../../../documents/model/schema.ts';
import type { ActorNamed, PhotoCard, PhotoProblem, PhotoSaid, Start } from '../../write/wire.ts';
import { ask, el, Refused, type Words } from './dom.ts';

type Kit = { start: Start; words: Words; /** The data of a photo was saved. */ changed(): void };

/** The photos of the text: their data, and the views that show them. */
export class PhotoViews {
  readonly cards: Map<string, PhotoCard>;
  readonly #kit: Kit;
  readonly #views = new Map<string, Set<PhotoNodeView>>();
  #problems: Record<string, PhotoProblem[]> = {};

  constructor(kit: Kit) {
    this.#kit = kit;
    this.cards = new Map(Object.entries(kit.start.photos));
  }

  problemsOf = (ref: string): PhotoProblem[] => this.#problems[ref] ?? [];

  view = (node: Node, view: EditorView, getPos: () => number | undefined): NodeView => {
    const made = new PhotoNodeView(this.#kit, this, node, view, getPos);
    const ref = photoAttrsOf(node).photo;
    this.#views.set(ref, (this.#views.get(ref) ?? new Set()).add(made));
    if (!this.cards.has(ref)) void this.#look(ref);
    return made;
  };

  forget(ref: string, view: PhotoNodeView): void {
    this.#views.get(ref)?.delete(view);
  }

  update(card: PhotoCard): void {
    this.cards.set(card.ref, card);
    this.#draw(card.ref);
  }

  found(problems: Record<string, PhotoProblem[]>): void {
    this.#problems = problems;
    for (const ref of this.#views.keys()) this.#draw(ref);
  }

  #draw(ref: string): void {
    for (const one of this.#views.get(ref) ?? []) one.draw();
  }

  /** Loads the data of a photo that was pasted from another article. */
  async #look(ref: string): Promise<void> {
    const { photos } = await ask<{ photos: PhotoCard[] }>(
      this.#kit.start,
      `${this.#kit.start.urls.photos}?photo=${ref}`,
    ).catch(() => ({ photos: [] }));
    for (const card of photos) this.update(card);
  }
}

/** One photo in the text: the picture, the photo's data, and the caption. Only the caption is part of the text. */
class PhotoNodeView implements NodeView {
  readonly dom: HTMLElement;
  readonly contentDOM = el('figcaption');
  readonly #picture = el('div', { contenteditable: 'false', class: 'ed-picture' });
  readonly #said = el('div', { contenteditable: 'false', class: 'ed-photo-said' });
  readonly #faults = el('ul', { class: 'ed-problems' });
  #node: Node;
  #saving: Promise<void> = Promise.resolve();
  #drawn = '';
  #status = '';
  #wrong = false;

  constructor(
    private readonly kit: Kit,
    private readonly all: PhotoViews,
    node: Node,
    private readonly view: EditorView,
    private readonly getPos: () => number | undefined,
  ) {
    this.#node = node;
    this.contentDOM.dataset.hint = kit.words('photo.caption');
    this.#said.addEventListener(
      'focusout',
      ({ relatedTarget }) => !this.#said.contains(relatedTarget as globalThis.Node | null) && this.draw(),
    );
    this.dom = el('figure', { class: 'ed-photo' }, this.#picture, this.contentDOM, this.#said);
    this.draw();
  }

  update(node: Node): boolean {
    if (node.type !== this.#node.type || photoAttrsOf(node).photo !== photoAttrsOf(this.#node).photo) return false;
    this.#node = node;
    this.draw();
    return true;
  }
  // Changes outside the caption do not change the text, so ProseMirror must ignore them.
  ignoreMutation = (change: { target: globalThis.Node }): boolean => !this.contentDOM.contains(change.target);
  stopEvent = (event: Event): boolean => this.#said.contains(event.target as globalThis.Node);
  destroy = (): void => this.all.forget(photoAttrsOf(this.#node).photo, this);

  /** Updates only what changed, and never a field in which the user types. */
  draw(): void {
    const { words } = this.kit;
    const { photo, alt } = photoAttrsOf(this.#node);
    const card = this.all.cards.get(photo);
    this.#faults.replaceChildren(
      ...this.all.problemsOf(photo).map((one) => el('li', { class: one.blocks ? 'blocks' : 'warns' }, one.words)),
    );
    this.#faults.hidden = this.#faults.childElementCount === 0;
    const key = JSON.stringify([card, alt, this.#node.childCount === 0, this.#status]);
    if (key === this.#drawn || this.#said.contains(document.activeElement)) return;
    this.#drawn = key;
    const number = photo.split('/')[1]!;
    this.#picture.replaceChildren(
      ...[
        card?.src &&
          el('img', { src: card.src, alt: alt || card.alt, width: String(card.width), height: String(card.height) }),
        card?.gone && el('p', { class: 'ed-asks' }, card.gone),
      ].filter((one) => one instanceof HTMLElement),
    );
    const out = el(
      'button',
      { type: 'button', class: 'button small', click: () => this.#takeOut() },
      words('photo.out'),
    );
    const begin =
      this.#node.childCount === 0 &&
      el('button', { type: 'button', class: 'button small', click: () => this.#begin() }, words('photo.begin'));
    const link = el('a', { href: card?.href ?? '', target: '_blank' }, words('embed.photo', { number }));
    if (!card || card.gone)
      return this.#said.replaceChildren(el('p', { class: 'buttons' }, ...this.#row(begin, out, card ? link : null)));
    const open = this.#said.querySelector('details')?.open ?? false;
    const save = (change: Partial<PhotoSaid>): void =>
      void (this.#saving = this.#saving.then(() => this.#save(card, change)));
    this.#said.replaceChildren(
      this.#faults,
      el(
        'div',
        { class: 'ed-pair' },
        this.#field('photo.credit', 'input', card.credit, (credit) => save({ credit }), 'photo.credit_hint'),
        this.#field('photo.alt', 'textarea', card.alt, (said) => save({ alt: said }), 'photo.alt_hint'),
      ),
      el('p', { class: this.#wrong ? 'ed-asks' : '', role: 'status' }, this.#status),
      el(
        'details',
        { open },
        el('summary', {}, words('photo.more')),
        el('p', { class: 'hint' }, words('photo.everywhere')),
        this.#field('photo.licence', 'input', card.licence, (licence) => save({ licence })),
        this.#pictured(card, save),
        this.#field('photo.own', 'textarea', alt, (own) => this.#setAlt(own), 'photo.own_hint'),
      ),
      el('p', { class: 'buttons' }, ...this.#row(begin, out, link)),
    );
  }

  #row = (...parts: (HTMLElement | null | false)[]): (HTMLElement | string)[] =>
    parts.flatMap((one) => (one ? [one, ' '] : []));

  #field(
    label: string,
    kind: 'input' | 'textarea',
    value: string,
    change: (value: string) => void,
    hint?: string,
  ): HTMLElement {
    const { words } = this.kit;
    const attributes = {
      change: (event: Event) => change((event.target as HTMLInputElement).value.trim()),
      placeholder: hint ? words(hint) : '',
    };
    const control =
      kind === 'input'
        ? el('input', { type: 'text', maxlength: '300', value, ...attributes })
        : el('textarea', { rows: '2', maxlength: '1000', ...attributes }, value);
    return el('label', { class: 'ed-field' }, el('span', {}, words(label)), control);
  }

  /** The people in the picture: names to remove, and a field that suggests existing actors. */
  #pictured(card: PhotoCard, save: (change: Partial<PhotoSaid>) => void): HTMLElement {
    const { start, words } = this.kit;
    const refs = card.pictured.map((one) => one.ref);
    const list = el('ul', { class: 'ed-names' });
    const offered = el('ul', { class: 'ed-options', hidden: true });
    let asked = '';
    const offer = async (q: string): Promise<void> => {
      asked = q;
      const { actors } =
        q.length < 2
          ? { actors: [] as ActorNamed[] }
          : await ask<{ actors: ActorNamed[] }>(start, `${start.urls.actors}?q=${encodeURIComponent(q)}`).catch(() => ({
              actors: [] as ActorNamed[],
            }));
      if (asked !== q) return;
      offered.replaceChildren(
        ...actors
          .filter((one) => !refs.includes(one.ref))
          .map((one) =>
            el(
              'li',
              {},
              el(
                'button',
                { type: 'button', class: 'ed-goto', click: () => save({ pictured: [...refs, one.ref] }) },
                one.name,
                el('small', {}, one.kind),
              ),
            ),
          ),
      );
      offered.hidden = offered.childElementCount === 0;
    };
    list.append(
      ...card.pictured.map((one) =>
        el(
          'li',
          {},
          el('a', { href: one.href, target: '_blank' }, one.name),
          ' ',
          el(
            'button',
            {
              type: 'button',
              class: 'button small',
              'aria-label': words('photo.unname', { name: one.name }),
              click: () => save({ pictured: refs.filter((ref) => ref !== one.ref) }),
            },
            '×',
          ),
        ),
      ),
    );
    const input = el('input', {
      type: 'text',
      autocomplete: 'off',
      placeholder: words('photo.pictured_hint'),
      input: (event) => void offer((event.target as HTMLInputElement).value.trim()),
    });
    return el(
      'div',
      {},
      el('label', { class: 'ed-field' }, el('span', {}, words('photo.pictured')), input),
      offered,
      card.pictured.length ? list : el('p', { class: 'hint' }, words('photo.nobody')),
    );
  }

  async #save(card: PhotoCard, change: Partial<PhotoSaid>): Promise<void> {
    const { start, words } = this.kit;
    // `card` may be out of date, because another field of the photo may have been saved since this form was drawn.
    const now = this.all.cards.get(card.ref) ?? card;
    const said: PhotoSaid = {
      version: now.version,
      credit: now.credit,
      alt: now.alt,
      licence: now.licence,
      pictured: now.pictured.map((one) => one.ref),
      ...change,
    };
    try {
      this.#status = words('photo.kept');
      this.#wrong = false;
      this.all.update(await ask<PhotoCard>(start, card.said, said));
      this.kit.changed();
    } catch (error) {
      this.#wrong = true;
      this.#status =
        error instanceof Refused
          ? error.status === 409
            ? words('photo.conflict')
            : (error.fields[0]?.message ?? error.message)
          : words('state.lost');
      if (error instanceof Refused && error.status === 409) {
        const { photos } = await ask<{ photos: PhotoCard[] }>(start, `${start.urls.photos}?photo=${card.ref}`).catch(
          () => ({ photos: [] }),
        );
        for (const one of photos) this.all.update(one);
      }
    }
    this.#showStatus();
    if (change.pictured) this.#redraw();
  }

  /**
   * Shows the result of saving. The fields are not drawn again, because the user may already type in the next field.
   */
  #showStatus(): void {
    const place = this.#said.querySelector('[role=status]');
    if (!place) return;
    place.textContent = this.#status;
    place.classList.toggle('ed-asks', this.#wrong);
  }

  #redraw(): void {
    (document.activeElement as HTMLElement | null)?.blur();
    this.#drawn = '';
    this.draw();
    this.#said.querySelector<HTMLInputElement>('input[autocomplete=off]')?.focus();
  }

  #setAlt(alt: string): void {
    const pos = this.getPos();
    if (pos !== undefined) this.view.dispatch(this.view.state.tr.setNodeAttribute(pos, 'alt', alt));
  }

  #begin(): void {
    const pos = this.getPos();
    if (pos === undefined) return;
    beginCaption(pos)(this.view.state, this.view.dispatch);
    this.view.focus();
  }

  #takeOut(): void {
    const pos = this.getPos();
    if (pos === undefined) return;
    this.view.dispatch(this.view.state.tr.delete(pos, pos + this.#node.nodeSize));
    this.view.focus();
  }
}
