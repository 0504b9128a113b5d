import type { TranslatedSentence, TranslationView } from '../../documents/translations/load-translation.ts';
import { Pill } from '../kit/components/values.tsx';
import type { Tree } from '../kit/forms/tree.ts';
import { routes } from '../routes.ts';
import { useView } from '../kit/view.tsx';

/**
 * A translation sentence by sentence. Each row has the original, whether the translation is up to date, and which
 * claims are missing. The table is one form with three buttons.
 */
export function SentenceTable({ view, typed }: { view: TranslationView; typed?: Tree }) {
  const { t, token } = useView();
  const { text, original } = view;
  const places = new Map(original.sentences.map((one, index) => [one.id, index + 1]));
  const suggests = view.sentences.some((one) => one.suggested.length);
  return (
    <form class="form translation" method="post" action={routes.desk.changeTranslation({ number: text.number })}>
      {token ? <input type="hidden" name="_token" value={token} /> : null}
      <input type="hidden" name="_version" value={String(text.version)} />
      <ol class="sentences">
        {view.sentences.map((one, index) => (
          <SentenceRow
            one={one}
            number={index + 1}
            places={places}
            languages={[text.language, original.language]}
            typed={typed}
          />
        ))}
      </ol>
      <div class="buttons">
        <button class="button main" type="submit" name="_intent" value="map">
          {t('documents.translations.map_submit')}
        </button>
        {view.stale ? (
          <button class="button" type="submit" name="_intent" value="confirm">
            {t('documents.translations.confirm_submit')}
          </button>
        ) : null}
        {suggests ? (
          <button class="button" type="submit" name="_intent" value="cite">
            {t('documents.translations.cite_submit')}
          </button>
        ) : null}
      </div>
    </form>
  );
}

type RowProps = {
  one: TranslatedSentence;
  number: number;
  places: ReadonlyMap<string, number>;
  languages: readonly [string, string];
  typed?: Tree;
};

function SentenceRow({ one, number, places, languages, typed }: RowProps) {
  const { t } = useView();
  const { sentence, originals, gone, suggested } = one;
  const name = `says-${sentence.id}`;
  const kept = typed?.[name];
  const numbers = originals.map((each) => places.get(each.sentence.id)).join(', ');
  return (
    <li class={one.stale ? 'stale' : undefined}>
      <p lang={languages[0]}>{sentence.text}</p>
      <div class="original">
        {originals.map((each) => (
          <>
            <p lang={languages[1]}>
              {t('documents.translations.number', { number: places.get(each.sentence.id)! })} {each.sentence.text}
            </p>
            {each.was === null ? null : <p class="hint">{t('documents.translations.was', { text: each.was })}</p>}
          </>
        ))}
        {gone.map((words) => (
          <p class="hint">{t('documents.translations.gone', { text: words })}</p>
        ))}
      </div>
      <div class="says">
        <p>
          {one.stale ? (
            <Pill shape="disputed">{t('documents.translations.stale')}</Pill>
          ) : (
            <Pill kind="plain">
              {t(originals.length ? 'documents.translations.fresh' : 'documents.translations.own')}
            </Pill>
          )}
        </p>
        <label>
          <span>{t('documents.translations.column.says')}</span>{' '}
          <input
            type="text"
            inputmode="numeric"
            name={name}
            value={typeof kept === 'string' ? kept : numbers}
            aria-label={t('documents.translations.says_of', { number })}
          />
        </label>
        {one.stale ? (
          <label class="choice">
            <input
              type="checkbox"
              name={`confirm-${sentence.id}`}
              value="1"
              aria-label={t('documents.translations.confirm_of', { number })}
            />
            <span>{t('documents.translations.confirm')}</span>
          </label>
        ) : null}
        {suggested.length ? (
          <label class="choice">
            <input
              type="checkbox"
              name={`cite-${sentence.id}`}
              value="1"
              aria-label={t('documents.translations.cite_of', { number })}
            />
            <span>
              {t('documents.translations.cite')}{' '}
              {suggested.map((ref) => (
                <a href={routes.desk.claim({ number: Number(ref.split('/')[1]) })}>{ref}</a>
              ))}
            </span>
          </label>
        ) : null}
      </div>
    </li>
  );
}
