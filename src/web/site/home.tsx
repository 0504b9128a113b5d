import { readFrontPage } from '../../publishing/front-page/read.ts';
import { exampleDate } from '../record/components/example.tsx';
import type { Router } from '../kit/context.ts';
import { routes } from '../routes.ts';
import { page } from '../kit/view.tsx';
import { FrontPage } from './front/front-page.tsx';

export function frontPage(web: Router): void {
  web.get(routes.home.pattern, async (c) => {
    const { app, paper } = c.get('deps');
    const front = await readFrontPage(app.db.read, app.now(), paper().timeZone);
    return page(c, <FrontPage front={front} asOf={front.example ? await exampleDate() : null} />);
  });
}
