import type { Child } from 'hono/jsx';
import type { Pages } from '../../kit/context.ts';
import { fresh } from '../../kit/forms/form.ts';
import { handleForm } from '../../kit/forms/handle.ts';
import { routes } from '../../routes.ts';
import { page } from '../../kit/view.tsx';
import { actorForm, FormSpecimen } from './specimen-form.tsx';
import { ArticleSpecimen, CaseSpecimen, FrontSpecimen, PartsSpecimen, ReadingSpecimen } from './specimen.tsx';

export const specimens: Readonly<Record<string, () => Child>> = {
  front: () => <FrontSpecimen />,
  article: () => <ArticleSpecimen />,
  case: () => <CaseSpecimen />,
  parts: () => <PartsSpecimen />,
  reading: () => <ReadingSpecimen />,
};

/** The pages of the style guide. Only a development server has them. */
export const stylePages: Pages = (web, deps) => {
  if (!deps.dev) return;
  web.get(routes.desk.style.pattern, (c) => page(c, (specimens[c.req.query('on') ?? ''] ?? specimens.parts!)()));
  web.on(['GET', 'POST'], routes.desk.styleForm.pattern, (c) =>
    handleForm(c, actorForm, {
      initial: () =>
        fresh(
          {
            visibility: 'desk',
            names: [
              { text: 'Marlen Askaruly', language: 'en' },
              { text: 'Марлен Асқарұлы', language: 'kk' },
            ],
          },
          { version: '3' },
        ),
      render: (state) => <FormSpecimen state={state} />,
      submit: async () => routes.desk.style(),
    }),
  );
};
