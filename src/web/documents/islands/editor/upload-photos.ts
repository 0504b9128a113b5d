import { Plugin, PluginKey } from 'prosemirror-state';
import { Decoration, DecorationSet, type EditorView } from 'prosemirror-view';
import { insertPhoto } from '../../../../documents/editor/commands.ts';
import type { PhotoCard, Start } from '../../write/wire.ts';
import { whenUnlocked } from '../../../kit/islands/parts/when-unlocked.ts';
import { ask, byId, el, readAnswer, Refused, tokenHeaders, type Words } from './dom.ts';
import type { PhotoViews } from './photo-view.ts';

type UploadChange = { add?: { id: object; at: number; dom: HTMLElement }; end?: object };
const uploads = new PluginKey<DecorationSet>('photos-on-the-change');

/**
 * Placeholders in the text for photos that are being uploaded. They move with the text while the user continues to write.
 */
export const uploadPlaceholders = (): Plugin =>
  new Plugin<DecorationSet>({
    key: uploads,
    state: {
      init: () => DecorationSet.empty,
      apply(tr, was) {
        const set = was.map(tr.mapping, tr.doc);
        const change = tr.getMeta(uploads) as UploadChange | undefined;
        if (change?.add)
          return set.add(tr.doc, [Decoration.widget(change.add.at, change.add.dom, { id: change.add.id })]);
        return change?.end ? set.remove(set.find(undefined, undefined, (spec) => spec.id === change.end)) : set;
      },
    },
    props: { decorations: (state) => uploads.getState(state) },
  });

type UploadOptions = { start: Start; words: Words; photos: PhotoViews; view(): EditorView };

/**
 * The pictures among dropped or pasted files. Empty if the data also contains text, because word processors add a
 * picture of the copied text.
 */
export const picturesIn = (data: DataTransfer | null): File[] =>
  data && !data.types.includes('text/plain')
    ? [...data.files].filter((file) => file.type.startsWith('image/') || /\.(?:heic|heif|avif|tiff?)$/i.test(file.name))
    : [];

/** Uploads files as photos, one after another. Each photo is inserted where it was dropped, or at the caret. */
export function photoUploads({ start, words, photos, view }: UploadOptions) {
  async function uploadAll(files: readonly File[], at?: number): Promise<void> {
    let place = at;
    for (const file of files) place = await uploadOne(file, place);
  }

  /** Uploads and inserts one photo. Returns the position for the next photo. */
  async function uploadOne(file: File, at: number | undefined): Promise<number | undefined> {
    const id = {};
    const dom = el(
      'p',
      { class: 'ed-coming', contenteditable: 'false', role: 'status' },
      words('photo.bringing', { name: file.name }),
    );
    const { doc, selection } = view().state;
    const $at = at === undefined ? selection.$to : doc.resolve(Math.min(at, doc.content.size));
    view().dispatch(
      view()
        .state.tr.setMeta(uploads, { add: { id, at: $at.depth ? $at.after(1) : $at.pos, dom } } satisfies UploadChange)
        .setMeta('addToHistory', false),
    );
    const refuse = (why: string): void => {
      dom.setAttribute('role', 'alert');
      dom.classList.add('ed-asks');
      dom.replaceChildren(
        why,
        ' ',
        el('button', { type: 'button', class: 'button small', click: () => end(id) }, words('photo.close')),
      );
    };
    if (file.size > start.largest)
      return (refuse(words('photo.large', { name: file.name, limit: start.largest / 1024 / 1024 })), at);
    try {
      const answer = await whenUnlocked(() =>
        fetch(start.urls.photo, {
          method: 'POST',
          body: file,
          headers: { ...tokenHeaders(start), 'content-type': 'application/octet-stream' },
          redirect: 'manual',
        }),
      );
      const card = await readAnswer<PhotoCard>(answer);
      photos.update(card);
      const now = placeOf(id);
      end(id);
      if (now === undefined) return at;
      insertPhoto({ photo: card.ref, alt: '' }, now)(view().state, view().dispatch);
      return view().state.selection.$to.after(1);
    } catch (error) {
      refuse(
        error instanceof Refused
          ? words('photo.refused', { name: file.name, why: error.fields[0]?.message ?? error.message })
          : words('photo.lost', { name: file.name }),
      );
      return at;
    }
  }

  const placeOf = (id: object): number | undefined =>
    uploads.getState(view().state)?.find(undefined, undefined, (spec) => spec.id === id)[0]?.from;
  const end = (id: object): void =>
    view().dispatch(
      view()
        .state.tr.setMeta(uploads, { end: id } satisfies UploadChange)
        .setMeta('addToHistory', false),
    );

  const dialog = byId<HTMLDialogElement>('photo');
  const list = byId('photo-list');
  const status = byId('photo-told');
  const find = byId<HTMLInputElement>('photo-find');
  const chosen = byId<HTMLInputElement>('photo-file');
  let asked = '';
  let timer: ReturnType<typeof setTimeout> | undefined;

  const look = async (): Promise<void> => {
    const q = find.value.trim();
    asked = q;
    const found = await ask<{ photos: PhotoCard[] }>(start, `${start.urls.photos}?q=${encodeURIComponent(q)}`).catch(
      () => null,
    );
    if (asked !== q) return;
    status.textContent = !found
      ? words('state.lost')
      : found.photos.length
        ? words('photo.some', { count: found.photos.length })
        : words('photo.none');
    list.replaceChildren(
      ...(found?.photos ?? []).map((card) =>
        el(
          'li',
          {},
          el(
            'button',
            { type: 'button', click: () => take(card) },
            card.small &&
              el('img', {
                src: card.small,
                alt: '',
                loading: 'lazy',
                width: String(card.width),
                height: String(card.height),
              }),
            el('span', {}, [words('embed.photo', { number: card.number }), card.credit].filter(Boolean).join(' · ')),
            el('small', {}, card.alt),
          ),
        ),
      ),
    );
  };
  const take = (card: PhotoCard): void => {
    dialog.close();
    photos.update(card);
    insertPhoto({ photo: card.ref, alt: '' })(view().state, view().dispatch);
    view().focus();
  };
  find.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => void look(), 200);
  });
  chosen.addEventListener('change', () => {
    const files = [...(chosen.files ?? [])];
    chosen.value = '';
    dialog.close();
    void uploadAll(files);
  });
  return {
    upload: uploadAll,
    open(): void {
      find.value = '';
      dialog.showModal();
      find.focus();
      void look();
    },
  };
}
